"""One service and one browser for all journeys. Without Chromium they are skipped aloud; in CI that is a failure."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys import browsers, steps, visitor
from tests.journeys import service as services
from tests.journeys.service import Service
from tests.journeys.visitor import Visitor


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)


def chromium() -> str:
    found = browsers.chromium()
    if found:
        return found
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(browsers.ABSENT, pytrace=False)
    pytest.skip(browsers.ABSENT)


# Where else than at today's list an officer begins.
HOMES = {"treasurer": "/office/money", "second-treasurer": "/office/money"}


# By package, not by session: Playwright's loop would forbid Django's records to the tests that follow.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with browsers.started(chromium()) as running:
        yield running


@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    chromium()
    with services.started(tmp_path_factory.mktemp("service") / "data") as running:
        yield running


@pytest.fixture(scope="package")
def faults() -> list[str]:
    """What was found wrong with pages on the way; a journey goes on, so that one run tells them all."""
    return []


@pytest.fixture(scope="package")
def seen() -> set[str]:
    """Every path any browser asked for."""
    return set()


@pytest.fixture(autouse=True)
def _no_page_has_a_fault(faults: list[str]) -> Iterator[None]:
    faults.clear()
    yield
    assert not faults, "\n\n".join(dict.fromkeys(faults))


@pytest.fixture
def arrive(browser: Browser, service: Service, faults: list[str], seen: set[str]) -> Iterator[Callable[..., Visitor]]:
    """Somebody new at a phone; gone after the test."""
    here: list[Visitor] = []

    def new(**how: Any) -> Visitor:
        here.append(visitor.arrive(browser, service.address, faults=faults, seen=seen, **how))
        return here[-1]

    yield new
    for one in here:
        one.page.context.close()


@pytest.fixture(scope="package")
def desk(browser: Browser, service: Service, faults: list[str], seen: set[str]) -> Iterator[Callable[[str], Visitor]]:
    """The officer of this task in Denpasar, or of this address and home; a code of the app counts only once."""
    signed_in: dict[str, Visitor] = {}

    def officer(task: str) -> Visitor:
        if task not in signed_in:
            signed_in[task] = visitor.arrive(browser, service.address, size=visitor.DESK, faults=faults, seen=seen)
            address, _, home = task.partition(" ")
            if not home:
                address, home = f"{task}.denpasar@imigrasi.contoh.id", HOMES.get(task, "/office")
            steps.sign_in_as_officer(signed_in[task], address, home)
        return signed_in[task]

    yield officer
    for one in signed_in.values():
        one.page.context.close()
