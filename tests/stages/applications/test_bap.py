"""A lost, damaged or changed passport: the examination first, then the file can be finished at the desk."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from mpaspor.audit import states
from mpaspor.audit.models import Entry
from mpaspor.core.clock import now
from mpaspor.stages.applications import bap, eligibility, filing, submission
from mpaspor.stages.applications.models import Applicant, Bap
from tests import factories, people

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 2)


def at_the_desk(service: str = "lost") -> Applicant:
    """Ratna, all answered and brought, before an officer of Denpasar."""
    officer, office = people.customer_service(), people.denpasar()
    file = filing.open_application(
        None, by=officer, at=now(), name=people.RATNA.full_name, filed_by=officer, consent="Lisan", office=office
    )
    person = file.people.get()
    person.application = file
    factories.answer(person, people.RATNA, ever_held="yes", condition=service)
    factories.bring_papers(person)
    return person


def minutes(outcome: str = "granted", **changes: Any) -> bap.Minutes:
    facts: dict[str, Any] = {
        "number": "BAP/12/2026",
        "held_on": date(2025, 12, 29),
        "outcome": outcome,
        "why": "Banjir di Kuta.",
    }
    return bap.Minutes(**{**facts, **changes})


def record(person: Applicant, outcome: str = "granted", **changes: Any) -> Bap:
    return bap.record(person, minutes(outcome, **changes), by=people.customer_service(), at=now())


def blocks(person: Applicant) -> list[str]:
    return [one.code for one in eligibility.findings(person, TODAY) if one.blocks]


@pytest.mark.parametrize("service", ["lost", "damaged", "changed"])
def test_the_file_is_finished_once_the_replacement_was_granted(service: str) -> None:
    person = at_the_desk(service)
    assert blocks(person) == ["bap_missing"]
    with pytest.raises(submission.Incomplete):
        submission.make_ready(person.application, by=people.customer_service(), at=now())
    record(person, why="")
    assert blocks(person) == []
    submission.make_ready(person.application, by=people.customer_service(), at=now())
    entry = Entry.objects.get(act="bap.recorded")
    assert (entry.by, entry.new["number"]) == (people.customer_service(), "BAP/12/2026")


def test_a_passport_that_is_not_replaced_says_why_and_ends_there() -> None:
    person = at_the_desk()
    record(person, "refused", why="Kelalaian, ditangguhkan sampai 2 Juli 2026.")
    assert blocks(person) == ["bap_refused"]
    told = next(one for one in eligibility.findings(person, TODAY) if one.blocks)
    assert told.words == "BAP BAP/12/2026, 29 Desember 2025: Kelalaian, ditangguhkan sampai 2 Juli 2026."


def test_the_minutes_of_one_loss_are_not_those_of_another_thing() -> None:
    person = at_the_desk("lost")
    record(person)
    factories.answer(person, people.RATNA, ever_held="yes", condition="damaged")
    assert blocks(person) == ["bap_missing"]


def test_what_was_written_wrongly_is_put_right_and_the_old_stays_in_the_trail() -> None:
    person = at_the_desk()
    record(person)
    submission.make_ready(person.application, by=people.customer_service(), at=now())
    record(person, "waived", number="BAP/13/2026")
    assert (person.application.state, bap.waives(person)) == ("draft", True)
    entry = Entry.objects.get(act="bap.corrected")
    assert (entry.old["number"], entry.new["number"]) == ("BAP/12/2026", "BAP/13/2026")
    assert (entry.old["outcome"], entry.new["outcome"], entry.why) == ("granted", "waived", "Banjir di Kuta.")


@pytest.mark.parametrize(
    ("service", "changes", "refusal"),
    [
        ("expired", {}, bap.NotNeeded),
        ("lost", {"held_on": date(2026, 1, 3)}, bap.NotHeldYet),
        ("changed", {"outcome": "waived"}, bap.NoBurden),
        ("lost", {"outcome": "waived", "why": " "}, bap.WhyNeeded),
        ("lost", {"outcome": "refused", "why": ""}, bap.WhyNeeded),
    ],
)
def test_what_cannot_be_is_not_written_down(service: str, changes: dict[str, Any], refusal: type[Exception]) -> None:
    person = at_the_desk(service)
    with pytest.raises(refusal):
        record(person, **changes)
    assert not Bap.objects.exists()


def test_once_a_place_is_held_the_minutes_stand() -> None:
    person = at_the_desk()
    record(person)
    Applicant.objects.filter(pk=person.pk).update(stage="appointment")
    with pytest.raises(bap.NotDraft):
        record(person, "waived")


def test_whoever_closes_the_form_meanwhile_has_read_the_minutes_before() -> None:
    person = at_the_desk()
    record(person)
    seen = Applicant.objects.get(pk=person.pk)
    record(person, "refused")
    with pytest.raises(states.StateChanged), transaction.atomic():
        submission._file([seen])  # noqa: SLF001 - the step that claims what was read


def test_the_database_refuses_a_waiver_of_nothing_and_a_waiver_without_its_event() -> None:
    person = at_the_desk("changed")
    facts: dict[str, Any] = {"applicant": person, "number": "1", "held_on": TODAY, "by": people.wayan(), "at": now()}
    for wrong in ({"service": "changed", "outcome": "waived", "why": "x"}, {"service": "lost", "outcome": "waived"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Bap.objects.create(**facts, **wrong)
