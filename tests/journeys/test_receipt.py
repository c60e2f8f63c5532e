"""A receipt checked by somebody at the other end of the country, with the network cut; and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.service import Service
from tests.journeys.visitor import Visitor

GENUINE, WRONG, OTHER = '[data-verdict="genuine"]', '[data-verdict="wrong"]', '[data-verdict="other"]'
PRINT = (
    "from mpaspor.stages.payments import receipts; from mpaspor.stages.payments.models import Bill; "
    "print(receipts.signed(Bill.objects.filter(state='settled', amount__gt=0).order_by('pk').first()))"
)


@pytest.fixture(scope="module")
def text(service: Service) -> str:
    return service.run("shell", "-c", PRINT).strip().splitlines()[-1]


def checks(visitor: Visitor, given: str) -> None:
    visitor.write("text", given)
    visitor.page.locator("form[data-receipt] button").first.click()


def test_a_receipt_is_checked_with_the_network_cut(arrive: Callable[..., Visitor], text: str) -> None:
    employer = arrive(both=True)
    employer.open("/receipts")
    employer.page.wait_for_load_state("networkidle")
    asked: list[str] = []
    employer.page.on("request", lambda request: asked.append(request.url))
    employer.page.context.set_offline(offline=True)

    checks(employer, text)
    employer.page.wait_for_selector(GENUINE)
    assert employer.reads(text.split("/")[6])
    employer.look()
    checks(employer, text.replace("/8", "/9", 1))
    employer.page.wait_for_selector(WRONG)
    assert not employer.page.locator(GENUINE).is_visible()
    checks(employer, "MP1/00000000" + text[12:])
    employer.page.wait_for_selector(OTHER)
    assert employer.reads("00000000")
    employer.look()
    # Before the text stands the address of a page, or nothing.
    checks(employer, f"#{text}")
    employer.page.wait_for_selector(WRONG)
    checks(employer, f"https://mpaspor.example/receipts#{text}")
    employer.page.wait_for_selector(GENUINE)
    # A letter in the middle of the signature.
    checks(employer, text[:-40] + ("A" if text[-40] != "A" else "B") + text[-39:])
    employer.page.wait_for_selector(WRONG)
    assert asked == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_scanned_code_is_checked_where_it_was_scanned(
    arrive: Callable[..., Visitor], text: str, language: str
) -> None:
    employer = arrive(language=language)
    asked: list[str] = []
    employer.page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    employer.open(f"/receipts#{text}")
    employer.page.wait_for_selector(GENUINE)
    signature = text.rpartition("/")[2]
    assert not any(signature in one.partition("#")[0] for one in asked)
    # The page and the server write the same facts alike.
    by_itself = employer.page.locator(f"{GENUINE} dl").inner_text()
    employer.send(employer.page.locator("form[data-receipt]"))
    assert employer.page.locator(f"{GENUINE} dl").inner_text().startswith(by_itself)
    assert employer.page.locator("[data-books]").is_visible()


def test_who_has_no_scripts_pastes_the_text(arrive: Callable[..., Visitor], text: str) -> None:
    employer = arrive(scripts=False)
    employer.open("/receipts")
    employer.write("text", text)
    with employer.comes():
        employer.page.locator("form[data-receipt] button").first.click()
    assert employer.page.locator(GENUINE).is_visible()
