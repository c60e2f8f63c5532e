"""Nobody keeps many places at once without paying: an account has only so many files with unpaid ones.

It is asked where a citizen takes a place herself; an officer sees who asks, and what a draw or the waiting list gives
was not grabbed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mpaspor.accounts.models import User
from mpaspor.offices import policy
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import rules
from mpaspor.stages.appointments.models import Appointment, Slot
from mpaspor.stages.appointments.refusals import AccountLimit

# The files of an account (its id) that hold places nobody has paid for, by their ids.
Unpaid = dict[int, set[int]]


def unpaid(applications: Iterable[Application], *, by: User | None) -> Unpaid:
    """Of the owners of all these files: one statement, and none where nobody is refused."""
    owners = {application.owner_id for application in applications if application.owner_id}
    found: Unpaid = {}
    if not owners or not _takes_herself(by):
        return found
    rows = Appointment.objects.filter(application__owner__in=owners, state=Appointment.State.HELD)
    for owner, application in rows.values_list("application__owner", "application").distinct():
        found.setdefault(owner, set()).add(application)
    return found


def refuse(
    application: Application, slot: Slot, unpaid: Unpaid, *, by: User | None, at: datetime
) -> AccountLimit | None:
    """Why the account cannot have places for one more file; what was asked for before in the same call counts."""
    owner = application.owner_id
    if owner is None or not _takes_herself(by):
        return None
    files = unpaid.setdefault(owner, set())
    limit = policy.number("holds.per_account", on=rules.today(slot.office, at), office_id=slot.office_id)
    if len(files - {application.pk}) >= limit:
        return AccountLimit(limit)
    files.add(application.pk)
    return None


def _takes_herself(by: User | None) -> bool:
    return by is not None and not by.is_officer
