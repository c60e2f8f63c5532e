"""What becomes of a file's waiting when something happens to its place. Called by `booking`, in the act's transaction.

The row of the list is always the last that is changed: nobody holds it and waits for a slot or a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from mpaspor.accounts.models import User
from mpaspor.audit import states
from mpaspor.offices import policy
from mpaspor.stages.applications.models import Application, Stage
from mpaspor.stages.appointments.models import Slot, Waiting
from mpaspor.stages.appointments.waiting import letters

ON_THE_LIST = (Waiting.State.WAITING, Waiting.State.OFFERED)


def keys_of(application: Application) -> list[bytes]:
    """Whose turn it is: the people of the file who are not out of it."""
    people = [person for person in application.people.all() if person.stage != Stage.CLOSED]
    return [bytes(person.person_key) for person in people if person.person_key]


def placed(application_ids: Iterable[int], *, by: User | None, at: datetime) -> None:
    """They have a place, however they came by it: they wait no longer."""
    _move(application_ids, Waiting.State.PLACED, by=by, at=at)


def closed(application_ids: Iterable[int], *, by: User | None, at: datetime, why: str = "") -> None:
    """Their files are closed."""
    _move(application_ids, Waiting.State.LEFT, by=by, at=at, why=why)


def offered(application_ids: Iterable[int]) -> list[Waiting]:
    """Those among them whose place is an offer."""
    found = Waiting.objects.filter(application__in=list(application_ids), state=Waiting.State.OFFERED)
    return list(found.select_related("application", "office").order_by("pk"))


def let_go(offers: Iterable[Waiting], *, by: User | None, at: datetime) -> None:
    """The places offered are given back, declined or past their time: they wait on where they were.

    After too many of them the file leaves the list, and is told. An offer that the hour itself cut short counts for
    nothing: there was too little time to answer.
    """
    for waiting in offers:
        gone = waiting.offers_let_go + _counts(waiting)
        nothing: dict[str, Any] = {"offers_let_go": gone, "slot": None, "offer_until": None}
        if gone < limit(waiting, at):
            waiting.move(Waiting.State.WAITING, by=by, at=at, **nothing)
        else:
            waiting.move(Waiting.State.LEFT, by=by, at=at, why="offers let go", **nothing)
            letters.left(waiting, gone, at=at)


def limit(waiting: Waiting, at: datetime) -> int:
    """How many offers may be let go before the file leaves the list."""
    on = at.astimezone(waiting.office.zoneinfo).date()
    return policy.number("waiting.max_offers", on=on, office_id=waiting.office_id)


def _counts(waiting: Waiting) -> bool:
    if waiting.slot_id is None or waiting.offer_until is None:
        return True
    slot = Slot.objects.filter(pk=waiting.slot_id).only("starts_at").first()
    return slot is None or waiting.offer_until < slot.starts_at


def _move(application_ids: Iterable[int], to: str, *, by: User | None, at: datetime, why: str = "") -> None:
    rows = Waiting.objects.filter(application__in=list(application_ids), state__in=ON_THE_LIST).order_by("state", "pk")
    for _, alike in groupby(rows, lambda waiting: waiting.state):
        states.move_all(list(alike), to, by=by, at=at, why=why)
