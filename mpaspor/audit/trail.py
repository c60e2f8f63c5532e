"""Writing to the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from mpaspor.audit.models import Entry, Kind

if TYPE_CHECKING:
    from datetime import datetime

    from django.db import models

    from mpaspor.accounts.models import User


class Traceable(Protocol):
    """A record that knows whose file it belongs to."""

    pk: Any
    _meta: ClassVar[Any]

    def trail_of(self) -> tuple[int | None, int | None]: ...


def entry(  # noqa: PLR0913 - each is a column
    record: Traceable,
    act: str,
    *,
    by: User | None,
    at: datetime,
    kind: Kind | None = None,
    why: str = "",
    place: str = "",
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
) -> Entry:
    """An entry ready to be written; `by` None means a machine acted."""
    application_id, applicant_id = record.trail_of()
    return Entry(
        at=at,
        kind=kind or (Kind.CHANGED if by else Kind.MACHINE),
        act=act,
        record=record._meta.model_name,
        record_id=record.pk,
        application_id=application_id,
        applicant_id=applicant_id,
        by=by,
        place=place or getattr(by, "place", ""),
        why=why,
        old=old or {},
        new=new or {},
    )


def write(record: Traceable, act: str, **facts: Any) -> Entry:
    """Write one entry now, in the caller's transaction."""
    written = entry(record, act, **facts)
    written.save(force_insert=True)
    return written


def saw(record: Traceable, act: str, *, by: User, at: datetime, place: str = "", why: str = "") -> Entry:
    """Somebody looked: UU 27/2022 art. 32 gives the person the right to know who."""
    return write(record, act, by=by, at=at, kind=Kind.SEEN, place=place, why=why)


def of_application(application_id: int) -> models.QuerySet[Entry]:
    """The whole trail of one file, newest first."""
    return Entry.objects.filter(application_id=application_id).select_related("by").order_by("-id")
