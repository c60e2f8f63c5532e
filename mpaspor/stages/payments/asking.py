"""Asking everybody who may have the money of a bill: outside any transaction, and believed when they answer.

What they know of is taken note of at once. One who keeps silent leaves it open: then no bill ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from mpaspor.audit.states import StateChanged
from mpaspor.gateways import treasury
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.treasury.port import NoSuchBill, State, UnreadableAnswer
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments import notices, partners, scanning, settlement, terms
from mpaspor.stages.payments.models import Bill, Payment
from mpaspor.stages.payments.notices import Notice, Word

__all__ = ["ASKERS", "Heard", "NotNoted", "TreasurySilent", "Word", "about", "ask", "by_ntpn", "hear", "of_treasury"]

Asker = Callable[[Bill], Word]

_TRIES = 3


class TreasurySilent(Unavailable):
    """The treasury does not answer: the next bill can wait too. A bank's silence is about the bills it was shown."""


class NotNoted(Exception):
    """Money was found, and could not be taken note of: somebody moved the places at that moment, again and again."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What all of them together said."""

    in_flight: bool
    void: bool


def of_treasury(bill: Bill) -> Word:
    """The treasury's word. A bill of somebody else's under our code is not ours.

    Raises `TreasurySilent`; or `UnreadableAnswer`, and then the next bill need not wait.
    """
    try:
        known = treasury.treasury().get_bill(bill.code)
    except NoSuchBill:
        return Word()
    except UnreadableAnswer:
        raise
    except Unavailable as silent:
        raise TreasurySilent(str(silent)) from silent
    if known.reference != bill.application.reference:
        return Word()
    return Word(
        tuple(notices.of_treasury(receipt) for receipt in known.receipts),
        in_flight=known.state == State.PAYING,
        void=known.state == State.VOID,
    )


ASKERS: tuple[Asker, ...] = (of_treasury, partners.word, scanning.word)


def ask(bill: Bill, *, at: datetime) -> str:
    """Ask all of them about the bill (its application and office loaded); its state then.

    Raises `Unavailable` when somebody kept silent, unless the bill is paid.
    """
    hear(bill, at=at)
    return bill.state


def hear(bill: Bill, *, at: datetime) -> Heard:
    """The same, with what they said besides. Raises `Unavailable`, `NotNoted`."""
    words: list[Word] = []
    silence: Unavailable | None = None
    for asker in ASKERS:
        try:
            words.append(asker(bill))
        except Unavailable as silent:
            silence = silence or silent
    for word in words:
        for notice in word.notices:
            _note(notice, at=at)
    bill.refresh_from_db(fields=["state", "expires_at", "extensions", "ask_at"])
    if silence is None or bill.state == Bill.State.SETTLED:
        _plan_next(bill, at=at)
    else:
        _ask_again(bill, at=at)
        raise silence
    return Heard(in_flight=any(word.in_flight for word in words), void=any(word.void for word in words))


def about(code: str, *, at: datetime) -> None:
    """Somebody outside says that a code was paid: ask, also when it is nobody's. Raises `Unavailable`, `NotNoted`."""
    bill = Bill.objects.select_related("application__office").filter(code=code).first()
    if bill:
        hear(bill, at=at)
        return
    try:
        known = treasury.treasury().get_bill(code)
    except NoSuchBill:
        return
    for receipt in known.receipts:
        _note(notices.of_treasury(receipt), at=at)


def by_ntpn(application: Application, ntpn: str, *, at: datetime) -> Payment | None:
    """The payment with this NTPN among what the treasury knows of the file's bills; noted, if it was not.

    None when it is about no bill of this file. Raises `Unavailable`.
    """
    wanted = ntpn.strip().upper()
    mine = Payment.objects.filter(ntpn=wanted, bill__application=application)
    noted = mine.first()
    if noted or not wanted:
        return noted
    for bill in application.bills.order_by("-issued_at", "-id"):
        bill.application = application
        for notice in of_treasury(bill).notices:
            if notice.ntpn == wanted:
                _note(notice, at=at)
    return mine.first()


def _note(notice: Notice, *, at: datetime) -> None:
    """Take note; places that change hands at that moment undo it, and it is tried again. Raises `NotNoted`."""
    for _try in range(_TRIES):
        try:
            settlement.receive(notice, at=at)
        except StateChanged:
            continue
        except settlement.Inconsistent:
            # A number used before for other money is not believed: that money is noted already.
            return
        return
    raise NotNoted(notice.request_id)


def _plan_next(bill: Bill, *, at: datetime) -> None:
    """By policy, also after its end; a bill that is paid is asked about no more."""
    office = bill.application.office
    assert office, "a bill is for a place at an office"
    settled = bill.state == Bill.State.SETTLED
    bill.ask_at = None if settled else terms.next_question(office, bill.expires_at, at)
    Bill.objects.filter(pk=bill.pk).update(ask_at=bill.ask_at)


def _ask_again(bill: Bill, *, at: datetime) -> None:
    """Nobody knows yet: it is asked about again soon, and behind the others, so that it keeps none of them waiting."""
    waiting = Q(ask_at__lt=at) | Q(ask_at=None, state=Bill.State.DUE)
    Bill.objects.filter(waiting, pk=bill.pk).update(ask_at=at)
