"""Letting a ready file into the line of a release: a pass for the door, and nothing kept of it here.

One person has one position however often a pass is asked for: the door knows people by their NIKs' blind index.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from mpaspor.accounts.models import User
from mpaspor.stages.applications.models import Applicant, Application, Stage
from mpaspor.stages.appointments import hoarding, places, rules
from mpaspor.stages.appointments.line import passes, tickets
from mpaspor.stages.appointments.models import Release, Slot
from mpaspor.stages.appointments.refusals import NotReady, PersonHasPlace, Refused, SlotClosed


class NoLine(Refused):
    """The release has no line any more, or never had one."""

    @property
    def words(self) -> str:
        return _("Antrean ini sudah selesai. Tempat yang masih ada dipilih langsung.")


@dataclass(frozen=True, slots=True)
class Pass:
    """A token for one browser, until the line is over."""

    token: str
    expires_at: datetime


def give_pass(application: Application, release: Release, *, by: User, session: str, at: datetime) -> Pass:
    """A pass for the line; `session` is the value of her session cookie. Raises a `Refused`."""
    people = [person for person in application.people.all() if person.stage != Stage.CLOSED]
    refusal = refuse(application, people, release, by=by, at=at)
    if refusal:
        raise refusal
    assert release.line_until
    file = passes.File(
        application.pk,
        application.reference,
        [bytes(person.person_key or b"") for person in people],
        {person.passport_kind for person in people},
    )
    token = passes.issue(
        tickets.keys(settings.SECRET_KEY), file, release=release.pk, actor=by.pk, session=session,
        expires=int(release.line_until.timestamp()),
    )  # fmt: skip
    return Pass(token, release.line_until)


def refuse(
    application: Application, people: list[Applicant], release: Release, *, by: User, at: datetime
) -> Refused | None:
    """Why this file cannot stand in the line; None when it can."""
    if release.line_until is None or release.line_until <= at:
        return NoLine()
    having = places.active(application)
    if having:
        return PersonHasPlace([place.applicant.full_name for place in having])
    if application.state != Application.READY or not people or any(not one.person_key for one in people):
        return NotReady()
    kinds = {one.passport_kind for one in people}
    if not release.slots.filter(passport_kind__in=["", *(kinds if len(kinds) == 1 else ())]).exists():
        return SlotClosed("kind")
    hour, let_go = Slot(office=release.office), rules.let_go(people, at=at)
    unpaid = hoarding.unpaid([application], by=by)
    return rules.refuse_again(hour, people, let_go, by=by, at=at) or hoarding.refuse(
        application, hour, unpaid, by=by, at=at
    )
