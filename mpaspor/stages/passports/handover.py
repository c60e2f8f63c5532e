"""Who took the book: the holder, family of the same KK, or a proxy with a letter (Permenkumham 8/2014 art. 23)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.core import dates, turns
from mpaspor.notifications import outbox
from mpaspor.stages.applications import register
from mpaspor.stages.applications.models import Applicant, Stage
from mpaspor.stages.passports.models import Handover, Passport

NIK_DIGITS = 16


class NotReady(Exception):
    """There is no book to hand over: not yet, or not any more."""


class NameNeeded(Exception):
    """Whoever takes the book is written down by name."""


class BadIdentity(Exception):
    """An identity number has sixteen digits."""


class NotTheHolder(Exception):
    """The card shown is not the holder's."""


class NotSameFamily(Exception):
    """The KK shown is not the holder's."""


class LetterNeeded(Exception):
    """Somebody else needs the holder's letter; its number or date is written down."""


@transaction.atomic
def collect(
    passport: Passport,
    *,
    collector: str,
    name: str,
    identity: str,
    kk: str = "",
    letter: str = "",
    by: User,
    at: datetime,
) -> Handover:
    """Give the book; the file is done. Of the collector's number only the ending is kept."""
    if passport.state != Passport.State.READY:
        raise NotReady
    if not name.strip():
        raise NameNeeded
    who, number = Handover.Collector(collector), _digits(identity)
    if len(number) != NIK_DIGITS:
        raise BadIdentity
    _entitled(passport.applicant, who, number, kk=_digits(kk), letter=letter.strip())
    passport.move(Passport.State.COLLECTED, by=by, at=at)
    handover = Handover.objects.create(
        passport=passport,
        collector=who,
        name=name.strip(),
        identity_ending=number[-4:],
        letter=letter.strip(),
        by=by,
        at=at,
    )
    passport.applicant.move(Stage.CLOSED, by=by, at=at, close_reason=Applicant.Close.DONE)
    _tell(passport, "passports/collected", at, collector=name.strip())
    return handover


def cancel_uncollected(at: datetime) -> int:
    """Books nobody fetched in time are cancelled, by each office's own day; returns how many."""
    ready = Passport.objects.filter(state=Passport.State.READY, collect_until__lte=at.date()).select_related(
        "applicant__application", "office"
    )
    late = [p for p in ready if p.collect_until and p.collect_until < at.astimezone(p.office.zoneinfo).date()]
    return turns.each(late, lambda passport: _cancel(passport, at=at))


@transaction.atomic
def _cancel(passport: Passport, *, at: datetime) -> None:
    passport.move(Passport.State.CANCELLED, by=None, at=at, why=Applicant.Close.NOT_COLLECTED)
    assert passport.number is not None
    register.cancel(passport.number, on=at.astimezone(passport.office.zoneinfo).date())
    passport.applicant.move(Stage.CLOSED, by=None, at=at, close_reason=Applicant.Close.NOT_COLLECTED)
    assert passport.collect_until is not None
    until = dates.day(passport.collect_until, None, passport.applicant.application.language)
    _tell(passport, "passports/cancelled", at, day=until)


def _entitled(holder: Applicant, who: Handover.Collector, number: str, *, kk: str, letter: str) -> None:
    if who == Handover.Collector.HOLDER and number != holder.nik:
        raise NotTheHolder
    if who == Handover.Collector.FAMILY and (not holder.kk or kk != holder.kk):
        raise NotSameFamily
    if who == Handover.Collector.PROXY and not letter:
        raise LetterNeeded


def _digits(text: str) -> str:
    plain = "".join(text.split())
    return plain if plain.isascii() and plain.isdigit() else ""


def _tell(passport: Passport, kind: str, at: datetime, **facts: object) -> None:
    person = passport.applicant.full_name
    outbox.post(kind, passport.applicant.application, at=at, person=person, office=passport.office.name, **facts)
