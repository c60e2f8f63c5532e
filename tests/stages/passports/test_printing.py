from __future__ import annotations

from datetime import date, timedelta

import pytest

from mpaspor.audit.models import Entry
from mpaspor.core.clock import now
from mpaspor.notifications.models import Message
from mpaspor.stages.applications import validity
from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.passports import mrz, printing, stock
from mpaspor.stages.passports.models import BlankBook, Passport
from tests import people
from tests.cases import office_day

pytestmark = pytest.mark.django_db


def test_a_grant_puts_the_book_in_the_print_line() -> None:
    passport = office_day.queued()
    assert (passport.state, passport.kind, passport.replaces) == ("queued", "electronic", False)
    assert (passport.mrz_primary, passport.mrz_secondary) == ("WULANDARI", "RATNA")
    assert list(printing.line(people.denpasar())) == [passport]
    assert Applicant.objects.get().stage == "passport"


def test_a_printed_book_has_the_blanks_number_and_a_true_machine_readable_zone() -> None:
    passport = office_day.printed()
    passport.refresh_from_db()
    assert (passport.number, passport.issued_on, passport.expires_on) == (
        "X1234567", date(2026, 1, 2), date(2036, 1, 2),
    )  # fmt: skip
    read = mrz.parse(*passport.mrz.split("\n"))
    assert (read.is_valid, read.document_number, read.full_name) == (True, "X1234567", "RATNA WULANDARI")
    assert (read.birth_on(date(2026, 1, 2)), read.expires_on) == (date(1990, 7, 5), date(2036, 1, 2))
    assert BlankBook.objects.get(number="X1234567").state == "used"


def test_the_day_of_issue_is_the_offices_own() -> None:
    office_day.blanks()
    late = now() + timedelta(hours=15)
    assert printing.print_book(office_day.queued(), by=None, at=late).issued_on == date(2026, 1, 3)


def test_a_leap_day_expires_on_the_28th() -> None:
    assert validity.years_after(date(2028, 2, 29), 5) == date(2033, 2, 28)
    assert validity.years_after(date(2028, 2, 29), 8) == date(2036, 2, 29)


@pytest.mark.parametrize(
    ("born", "citizenship", "expires"),
    [
        (date(2008, 7, 5), "dual", date(2029, 7, 5)),
        (date(2008, 7, 5), "birth", date(2031, 1, 2)),
        (date(2015, 7, 5), "dual", date(2031, 1, 2)),
        (date(1990, 7, 5), "dual", date(2031, 1, 2)),
    ],
)
def test_a_child_of_two_nations_gets_no_book_past_the_day_to_choose(
    born: date, citizenship: str, expires: date
) -> None:
    passport = office_day.queued()
    holder = passport.applicant
    holder.birth_on, holder.years, holder.answers = born, 5, {**holder.answers, "citizenship": citizenship}
    holder.save()
    office_day.blanks()
    printing.print_book(passport, by=people.printer(), at=now())
    passport.refresh_from_db()
    assert passport.expires_on == expires
    assert mrz.parse(*passport.mrz.split("\n")).expires_on == expires


def test_without_a_blank_nothing_is_printed() -> None:
    passport = office_day.queued()
    with pytest.raises(stock.NoBlanks):
        printing.print_book(passport, by=people.printer(), at=now())
    assert Passport.objects.get().state == "queued"


def test_a_book_is_printed_once() -> None:
    passport = office_day.printed()
    with pytest.raises(printing.NotQueued):
        printing.print_book(passport, by=people.printer(), at=now())
    assert BlankBook.objects.filter(state="used").count() == 1


def test_a_spoiled_book_goes_back_into_the_line_with_its_place_and_gets_a_new_blank() -> None:
    passport = office_day.printed(email="ratna@contoh.id")
    queued_at = passport.queued_at
    printing.spoil(passport, "Halaman terlipat", by=people.printer(), at=now())
    passport.refresh_from_db()
    assert (passport.state, passport.number, passport.mrz, passport.queued_at) == ("queued", None, "", queued_at)
    assert BlankBook.objects.get(number="X1234567").state == "spoiled"
    assert Entry.objects.get(act="blankbook.spoiled").old == {"number": "X1234567"}
    assert Message.objects.get(kind="passports/reprinted").context["why"] == "Halaman terlipat"
    assert printing.print_book(office_day.passport_of(passport.applicant), by=None, at=now()).number == "X1234568"


def test_a_spoiled_book_needs_its_reason() -> None:
    passport = office_day.printed()
    with pytest.raises(printing.WhyNeeded):
        printing.spoil(passport, " ", by=people.printer(), at=now())


def test_what_is_not_printed_cannot_be_spoiled() -> None:
    with pytest.raises(printing.NotPrinted):
        printing.spoil(office_day.queued(), "jatuh", by=people.printer(), at=now())


def test_an_officer_may_split_the_name_otherwise_before_printing() -> None:
    passport = office_day.queued()
    printing.change_name(passport, "Ratna Wulandari", "", by=people.printer(), at=now())
    office_day.blanks()
    assert "P<IDNRATNA<WULANDARI<<<" in printing.print_book(passport, by=None, at=now()).mrz
    with pytest.raises(printing.NotQueued):
        printing.change_name(passport, "Wulandari", "Ratna", by=None, at=now())


def test_a_name_without_a_letter_is_refused() -> None:
    with pytest.raises(mrz.Unprintable):
        printing.change_name(office_day.queued(), "123", "", by=None, at=now())
