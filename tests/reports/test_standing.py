"""Whether the outside answers: asked by a job, read by pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from procrastinate.contrib.django import app

from mpaspor import gateways
from mpaspor.core.clock import now
from mpaspor.gateways.link import Check
from mpaspor.reports import jobs, standing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    found: list[str] = []

    def check_all() -> list[Check]:
        found.append("asked")
        return [Check("banks", answers=False, remark="no", milliseconds=1), Check("mail", True, "", 1)]

    monkeypatch.setattr(gateways, "check_all", check_all)
    cache.clear()
    yield found
    cache.clear()


def test_what_was_found_is_kept_for_a_while(clock: time_machine.Traveller) -> None:
    assert standing.last(at=now()) is None
    standing.look(at=now())
    kept = standing.last(at=now())
    assert kept
    assert (kept.answers, kept.is_whole, kept.mark) == ({"banks": False, "mail": True}, False, "look")
    clock.shift(300)
    assert standing.last(at=now()) is None


def test_the_job_looks_each_minute(asked: list[str]) -> None:
    jobs.look_outside(timestamp=0)
    assert asked == ["asked"]
    assert standing.last(at=now())
    assert app.periodic_registry.periodic_tasks[jobs.look_outside.name, ""].cron == "* * * * *"
