"""States that never move without an entry.

A record lists its transitions as data. `move` checks the table, updates WHERE the state is still what the caller saw,
and writes the entry, all in the caller's transaction: two people who act on the same record cannot both succeed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from mpaspor.audit import trail
from mpaspor.audit.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from mpaspor.accounts.models import User


class ForbiddenMove(Exception):
    """The record cannot go from its state to the one asked for."""


class StateChanged(Exception):
    """Somebody else moved the record first."""


class Stateful(models.Model):
    """A record with a state, its graph in TRANSITIONS: {state: (next states)}; the first key is where it begins."""

    TRANSITIONS: ClassVar[Mapping[str, Sequence[str]]]
    STATE_FIELD: ClassVar[str] = "state"

    class Meta:
        abstract = True

    def trail_of(self) -> tuple[int | None, int | None]:
        """(application id, applicant id) this record belongs to."""
        raise NotImplementedError

    def move(self, to: str, *, by: User | None, at: datetime, why: str = "", place: str = "", **changes: Any) -> None:
        """Go to the state `to`, setting `changes` in the same statement."""
        move_all([self], to, by=by, at=at, why=why, place=place, **changes)


def move_all(
    records: Sequence[Stateful],
    to: str,
    *,
    by: User | None,
    at: datetime,
    why: str = "",
    place: str = "",
    **changes: Any,
) -> None:
    """Move records of one kind that are in one and the same state: all of them, or none."""
    model, field = type(records[0]), records[0].STATE_FIELD
    seen = getattr(records[0], field)
    for record in records:
        if getattr(record, field) != seen or to not in model.TRANSITIONS.get(seen, ()):
            message = f"{model.__name__} {record.pk}: {getattr(record, field)} → {to}"
            raise ForbiddenMove(message)
    rows = model._default_manager.filter(pk__in=[record.pk for record in records], **{field: seen})
    if rows.update(**{field: to}, **changes) != len(records):
        message = f"{model.__name__} {[record.pk for record in records]} left {seen}"
        raise StateChanged(message)
    name = model._meta.model_name
    for record in records:
        setattr(record, field, to)
        for key, value in changes.items():
            setattr(record, key, value)
    Entry.objects.bulk_create(
        trail.entry(record, f"{name}.{to}", by=by, at=at, why=why, place=place, old={field: seen}, new={field: to})
        for record in records
    )


def known_state(model_name: str, states: Iterable[str], field: str = "state") -> models.CheckConstraint:
    """The database refuses a state that is not on the chart."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": sorted(states)}), name=f"{model_name}_{field}_known"
    )
