"""From a grant to a printed book, and back into the line when the print fails."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.core import dates
from mpaspor.notifications import outbox
from mpaspor.offices.models import Office
from mpaspor.stages.applications import validity
from mpaspor.stages.applications.models import Applicant, Service, Stage
from mpaspor.stages.passports import mrz, ready_date, stock
from mpaspor.stages.passports.models import BlankBook, Passport, PassportQuerySet


class NotQueued(Exception):
    """The book is printed already."""


class NotPrinted(Exception):
    """There is no book to spoil."""


class WhyNeeded(Exception):
    """A spoiled book needs its reason: every blank is accounted for."""


# No savepoint: it fails with the act it is part of.
@transaction.atomic(savepoint=False)
def queue(applicant: Applicant, *, office: Office, by: User | None, at: datetime) -> Passport:
    """Put a granted passport in the office's print line."""
    primary, secondary = mrz.split_name(applicant.full_name)
    passport = Passport.objects.create(
        applicant=applicant,
        office=office,
        kind=applicant.passport_kind,
        replaces=applicant.service != Service.NEW,
        queued_at=at,
        mrz_primary=primary,
        mrz_secondary=secondary,
    )
    trail.write(passport, "passport.queued", by=by, at=at, new={"state": passport.state})
    applicant.move(Stage.PASSPORT, by=by, at=at)
    return passport


def line(office: Office) -> PassportQuerySet:
    """What the office has to print, in order."""
    waiting = Passport.objects.at(office).filter(state=Passport.State.QUEUED)
    return waiting.select_related("applicant__application", "office").order_by("queued_at", "id")


@transaction.atomic
def change_name(passport: Passport, primary: str, secondary: str, *, by: User | None, at: datetime) -> None:
    """Split the name for the machine-readable zone as an officer knows better. Raises `mrz.Unprintable`."""
    if passport.state != Passport.State.QUEUED:
        raise NotQueued
    mrz.name_field(primary, secondary)
    old = {"primary": passport.mrz_primary, "secondary": passport.mrz_secondary}
    passport.mrz_primary, passport.mrz_secondary = primary.strip(), secondary.strip()
    passport.save(update_fields=["mrz_primary", "mrz_secondary"])
    new = {"primary": passport.mrz_primary, "secondary": passport.mrz_secondary}
    trail.write(passport, "passport.name_split", by=by, at=at, old=old, new=new)


@transaction.atomic
def print_book(passport: Passport, *, by: User | None, at: datetime) -> Passport:
    """Take the next blank of the kind; its number is the passport's. Raises `stock.NoBlanks`."""
    if passport.state != Passport.State.QUEUED:
        raise NotQueued
    book = stock.take(passport.office_id, passport.kind)
    issued_on = at.astimezone(passport.office.zoneinfo).date()
    expires_on = _expiry(passport.applicant, issued_on)
    passport.move(
        Passport.State.PRINTED,
        by=by,
        at=at,
        book=book,
        number=book.number,
        mrz=_zone(passport, book.number, expires_on),
        issued_on=issued_on,
        expires_on=expires_on,
        printed_at=at,
    )
    return passport


@transaction.atomic
def spoil(passport: Passport, why: str, *, by: User | None, at: datetime) -> Passport:
    """A failed print: the blank is spoiled for good, and the passport is first in the line again."""
    if not why.strip():
        raise WhyNeeded
    book = passport.book
    if book is None:
        raise NotPrinted
    nothing: dict[str, Any] = {
        "book": None,
        "number": None,
        "mrz": "",
        "issued_on": None,
        "expires_on": None,
        "printed_at": None,
    }
    passport.move(Passport.State.SPOILED, by=by, at=at, why=why.strip(), **nothing)
    BlankBook.objects.filter(pk=book.pk).update(state=BlankBook.State.SPOILED)
    trail.write(passport, "blankbook.spoiled", by=by, at=at, why=why.strip(), old={"number": book.number})
    # The place in the line stays that of the first time: whoever was let down does not wait behind the others.
    passport.move(Passport.State.QUEUED, by=None, at=at)
    _tell_new_day(passport, why.strip(), at)
    return passport


def _expiry(applicant: Applicant, issued_on: date) -> date:
    """The years asked for, but for a child of two nations not past the day to choose one (UU 12/2006 art. 6)."""
    assert applicant.years
    asked = validity.years_after(issued_on, applicant.years)
    last = validity.latest_expiry(applicant, issued_on)
    return min(asked, last) if last else asked


def _zone(passport: Passport, number: str, expires_on: date) -> str:
    assert passport.applicant.birth_on is not None
    both = mrz.lines(
        document_number=number,
        primary=passport.mrz_primary,
        secondary=passport.mrz_secondary,
        birth_on=passport.applicant.birth_on,
        sex=passport.applicant.sex,
        expires_on=expires_on,
    )
    return "\n".join(both)


def _tell_new_day(passport: Passport, why: str, at: datetime) -> None:
    application = passport.applicant.application
    if not application.contact_email:
        return
    estimate = ready_date.estimate(passport, at)
    outbox.post(
        "passports/reprinted",
        application,
        at=at,
        person=passport.applicant.full_name,
        why=why,
        day=dates.day(estimate.day, None, application.language) if estimate.day else "",
    )
