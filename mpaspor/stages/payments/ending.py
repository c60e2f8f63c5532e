"""How a bill ends without money: its time is over, or it is called off; and how a payment on its way moves the end.

After a lapse the places stay for a grace. Within it a new bill is one press, and money that comes late still settles
the old one; the places of that new bill get no second grace.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet, prefetch_related_objects

from mpaspor.accounts.models import User
from mpaspor.audit import states, trail
from mpaspor.audit.states import StateChanged
from mpaspor.offices import policy
from mpaspor.stages.applications.models import Stage
from mpaspor.stages.appointments import booking, rules
from mpaspor.stages.appointments.models import Appointment
from mpaspor.stages.payments import letters, settlement, terms
from mpaspor.stages.payments.models import Bill


@transaction.atomic
def lapse(bill: Bill, *, at: datetime) -> None:
    """Its time is over and nobody has seen the money: the form is kept, and the places for the grace.

    Raises `StateChanged` when it was settled or its end moved in this very moment.
    """
    if not over(Bill.objects.select_for_update(no_key=True).filter(pk=bill.pk), at):
        message = f"bill {bill.code} is not over"
        raise StateChanged(message)
    _lapse([bill], at=at)


@transaction.atomic
def lapse_many(bill_ids: Iterable[int], *, at: datetime) -> None:
    """The same for many bills past their deadline, in one transaction; those somebody works on are left for later.

    Raises `StateChanged` when one of their files changes in this very moment; nothing is changed then.
    """
    waiting = Bill.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    late = list(
        over(waiting.filter(pk__in=list(bill_ids)), at)
        .select_related("application__office", "applicant")
        .order_by("pk")
    )
    if late:
        _lapse(late, at=at)


def over(bills: QuerySet[Bill], at: datetime) -> QuerySet[Bill]:
    """Those of them whose end has come; looked at under their lock, for it may just have moved."""
    return bills.filter(state=Bill.State.DUE, expires_at__lte=at)


@transaction.atomic
def extend(bill: Bill, *, at: datetime) -> bool:
    """A payment is on its way: move the end of the bill and its places by some minutes, as often as policy allows.

    Returns whether it was moved. Telling the treasury is another's (`registration`).
    """
    found = Bill.objects.select_for_update(no_key=True).filter(pk=bill.pk, state=Bill.State.DUE).first()
    held = settlement.held_by(bill) if found else []
    if found is None or not held or not terms.may_move(held[0].slot, found.extensions, at):
        return False
    until = terms.moved_end(held[0].slot, max(found.expires_at, at))
    if until <= found.expires_at:
        return False
    bill.expires_at, bill.extensions = until, found.extensions + 1
    bill.save(update_fields=["expires_at", "extensions"])
    keep(held, until)
    old, new = {"expires_at": found.expires_at.isoformat()}, {"expires_at": until.isoformat()}
    trail.write(bill, "bill.extended", by=None, at=at, old=old, new=new)
    return True


@transaction.atomic
def void(bill: Bill, *, by: User | None, at: datetime, why: str, letter: bool = True) -> None:
    """Call the bill off; the places stay held until somebody gives them up or their time is over.

    Without `letter`, whoever asks tells the applicant herself.
    """
    # The treasury is asked on while it may still take money for the bill.
    bill.move(Bill.State.VOID, by=by, at=at, why=why, ask_at=bill.ask_at if bill.registered_at else None)
    _step_back([bill], by=by, at=at)
    if letter:
        letters.voided(bill, at=at)


def payable_until(bill: Bill) -> datetime | None:
    """Until when money settles it that a bank takes from somebody who was shown it in time; None when it is over.

    For a bill that is due: its end and the grace after it. For one that lapsed: as long as its places still wait.
    """
    if bill.state == Bill.State.DUE:
        office = bill.application.office
        assert office, "a bill is for a place at an office"
        minutes = policy.number("billing.grace_minutes", on=rules.today(office, bill.expires_at), office_id=office.pk)
        return bill.expires_at + timedelta(minutes=minutes)
    waiting = [place.held_until for place in settlement.held_by(bill) if place.held_until]
    return min(waiting, default=None)


def keep(places: Sequence[Appointment], until: datetime) -> None:
    """Hold these places until then, if they are held still, in the caller's transaction."""
    still = Appointment.objects.filter(pk__in=[place.pk for place in places], state=Appointment.State.HELD)
    still.update(held_until=until)
    for place in places:
        place.held_until = until


def _lapse(late: Sequence[Bill], *, at: datetime) -> None:
    """All of these are due, over, and locked by the caller."""
    states.move_all(late, Bill.State.LAPSED, by=None, at=at)
    _step_back(late, by=None, at=at)
    held = _held(late)
    second = _second(late, held)
    kept: dict[datetime, list[Appointment]] = defaultdict(list)
    for bill in late:
        places = held[bill.pk]
        until = terms.grace_ends(places[0].slot, at) if places and bill.pk not in second else at
        if until > at:
            kept[until] += places
            letters.lapsed(bill, places[0].slot, until, at=at)
        else:
            letters.lapsed(bill, at=at)
    for until, places in kept.items():
        keep(places, until)
    graced = {place.pk for places in kept.values() for place in places}
    free = [place.applicant_id for places in held.values() for place in places if place.pk not in graced]
    if free:
        booking.expire_people(free, at=at)


def _held(bills: Sequence[Bill]) -> dict[int, list[Appointment]]:
    """The places that wait for each of these bills, in one statement."""
    found = Appointment.objects.filter(
        application__in=[bill.application_id for bill in bills], state=Appointment.State.HELD
    )
    places = list(found.select_related("slot__office").order_by("applicant__order"))
    return {bill.pk: [place for place in places if _is_for(bill, place)] for bill in bills}


def _is_for(bill: Bill, place: Appointment) -> bool:
    return place.application_id == bill.application_id and bill.applicant_id in (None, place.applicant_id)


def _second(late: Sequence[Bill], held: dict[int, list[Appointment]]) -> set[int]:
    """Those whose places had their grace already: a bill for them lapsed before."""
    earlier = Bill.objects.filter(application__in=[bill.application_id for bill in late], state=Bill.State.LAPSED)
    before = list(earlier.exclude(pk__in=[bill.pk for bill in late]))
    return {
        bill.pk
        for bill in late
        for one in before
        if any(_is_for(one, place) and one.issued_at >= place.held_at for place in held[bill.pk])
    }


def _step_back(bills: Sequence[Bill], *, by: User | None, at: datetime) -> None:
    """The people who were to pay have a place, and no bill."""
    prefetch_related_objects([bill.application for bill in bills], "people")
    paying = [
        person
        for bill in bills
        for person in bill.application.people.all()
        if person.stage == Stage.PAYMENT and bill.applicant_id in (None, person.pk)
    ]
    if paying:
        states.move_all(paying, Stage.APPOINTMENT, by=by, at=at)
