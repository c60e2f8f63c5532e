from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from mpaspor.audit.models import Entry
from mpaspor.core.clock import now
from mpaspor.notifications.models import Message
from mpaspor.stages.applications.models import Applicant, IssuedPassport
from mpaspor.stages.passports import handover, jobs
from mpaspor.stages.passports.models import BlankBook, Handover, Passport
from tests import people
from tests.cases import office_day

pytestmark = pytest.mark.django_db


def _collect(passport: Passport, collector: str, **shown: str) -> Handover:
    facts = {"name": people.RATNA.full_name, "identity": people.RATNA.nik, **shown}
    return handover.collect(passport, collector=collector, by=people.handover(), at=now(), **facts)


def test_the_holder_takes_the_book_and_the_file_is_done() -> None:
    handed = _collect(office_day.ready(email="ratna@contoh.id"), "holder")
    applicant, passport = Applicant.objects.get(), Passport.objects.get()
    assert (passport.state, applicant.stage, applicant.close_reason) == ("collected", "closed", "done")
    assert (handed.identity_ending, handed.by) == ("0002", people.handover())
    assert Message.objects.filter(kind="passports/collected").exists()


def test_the_collectors_whole_number_is_kept_nowhere() -> None:
    _collect(office_day.ready(), "proxy", identity=people.SUPARMAN.nik, letter="SK-1", name="Suparman")
    assert not Entry.objects.filter(new__icontains=people.SUPARMAN.nik).exists()
    assert Handover.objects.get().identity_ending == people.SUPARMAN.nik[-4:]


def test_another_card_is_not_the_holders() -> None:
    with pytest.raises(handover.NotTheHolder):
        _collect(office_day.ready(), "holder", identity=people.BAGUS.nik)


def test_family_shows_the_same_kk() -> None:
    passport = office_day.ready()
    for kk in ("", people.SUPARMAN.kk):
        with pytest.raises(handover.NotSameFamily):
            _collect(passport, "family", identity=people.BAGUS.nik, kk=kk)
    spaced = f"{people.KK[:4]} {people.KK[4:]}"
    assert _collect(passport, "family", name="Bagus", identity=people.BAGUS.nik, kk=spaced).collector == "family"


def test_somebody_else_needs_a_letter() -> None:
    passport = office_day.ready()
    with pytest.raises(handover.LetterNeeded):
        _collect(passport, "proxy", identity=people.SUPARMAN.nik)
    assert _collect(passport, "proxy", identity=people.SUPARMAN.nik, letter="SK 12/2026").letter == "SK 12/2026"


@pytest.mark.parametrize("identity", ["", "123", "51710545079000021", "5171 0545 0790 000A"])
def test_an_identity_has_sixteen_digits(identity: str) -> None:
    with pytest.raises(handover.BadIdentity):
        _collect(office_day.ready(), "holder", identity=identity)


def test_whoever_takes_it_has_a_name() -> None:
    with pytest.raises(handover.NameNeeded):
        _collect(office_day.ready(), "holder", name=" ")


def test_a_book_is_handed_over_once() -> None:
    passport = office_day.ready()
    _collect(passport, "holder")
    with pytest.raises(handover.NotReady):
        _collect(passport, "holder")
    assert Handover.objects.count() == 1


def test_a_book_nobody_fetched_is_cancelled_after_a_calendar_month(clock: time_machine.Traveller) -> None:
    office_day.ready(email="ratna@contoh.id")
    clock.shift(timedelta(days=31, hours=14))
    jobs.cancel_uncollected(0)
    assert Passport.objects.get().state == "ready"
    clock.shift(timedelta(hours=1))
    jobs.cancel_uncollected(0)
    applicant = Applicant.objects.get()
    assert (applicant.stage, applicant.close_reason) == ("closed", "not_collected")
    assert (Passport.objects.get().state, BlankBook.objects.get(number="X1234567").state) == ("cancelled", "used")
    assert IssuedPassport.objects.get().cancelled_on is not None
    assert Message.objects.filter(kind="passports/cancelled").exists()
