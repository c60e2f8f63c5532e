"""Acts that complete two stages at once."""

from __future__ import annotations

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from mpaspor.cases import adjudicate, enrolment
from mpaspor.core.clock import now
from mpaspor.notifications.models import Message
from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.decisions.models import Decision
from mpaspor.stages.passports import printing
from mpaspor.stages.passports.models import Passport
from mpaspor.stages.visits import biometrics
from mpaspor.stages.visits.models import Visit
from tests import people
from tests.cases import office_day

pytestmark = pytest.mark.django_db


def test_the_end_of_the_visit_begins_the_decision_and_asks_for_the_list() -> None:
    decision = office_day.enrolled()
    assert (Visit.objects.get().state, decision.state, Applicant.objects.get().stage) == (
        "enrolled", "screening", "decision",
    )  # fmt: skip
    job = ProcrastinateJob.objects.get(task_name__endswith="jobs.screen")
    assert job.args == {"decision_id": decision.pk}


def test_an_unfinished_visit_begins_nothing() -> None:
    with pytest.raises(biometrics.Unfinished):
        enrolment.finish(office_day.interviewed(), by=people.komang(), at=now())
    assert not Decision.objects.exists()


def test_a_grant_that_decides_puts_the_book_in_the_line_and_tells_the_day() -> None:
    office_day.queued(email="ratna@contoh.id")
    assert Decision.objects.get().state == "granted"
    assert Message.objects.get(kind="cases/granted").context["day"] == "Senin 5 Januari 2026"


def test_a_grant_that_waits_for_the_second_puts_nothing_in_the_line() -> None:
    decision = office_day.to_decide(answer=office_day.somebody_alike())
    adjudicate.grant(decision, "Beda orang.", by=people.pertiwi(), at=now())
    assert not Passport.objects.exists()
    adjudicate.grant(decision, "Beda orang.", by=people.second_adjudicator(), at=now())
    assert Passport.objects.get().state == "queued"


def test_without_a_place_in_the_line_there_is_no_grant(monkeypatch: pytest.MonkeyPatch) -> None:
    decision = office_day.to_decide()

    def fails(*_records: object, **_facts: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(printing, "queue", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        adjudicate.grant(decision, "Sesuai.", by=people.pertiwi(), at=now())
    assert Decision.objects.get().state == "ready"
