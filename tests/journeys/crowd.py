"""The crowd of an opening day, made inside the house: files by the real acts, sessions as a browser is given them.

`mpaspor shell -c "from tests.journeys import crowd; crowd.line()"` answers with one line of JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.core.clock import now
from mpaspor.gateways import beacon
from mpaspor.offices import calendar
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import releases
from mpaspor.stages.appointments.announcing import Hours
from mpaspor.stages.appointments.line import tickets
from mpaspor.stages.appointments.models import Slot
from tests import factories
from tests.people import Person
from tests.web.conftest import signed_in

HOURS = [(time(9), time(10)), (time(10), time(11))]
WITNESSES = ("witness.pusat@imigrasi.contoh.id", "witness.ombudsman@ombudsman.contoh.id")


def line(office: str, parties: Sequence[int], *, first: int, capacity: int, seconds: int) -> None:
    """A line that opens in so many seconds, and parties of these sizes in the order in which the lot will put them.

    On a machine that is slow today it opens later: everybody has to be there before.
    """
    began = now()
    found = Office.objects.get(name=office)
    files = _files(found, parties, first)
    sessions = {file.pk: [_session(file.owner), _session(file.owner)] for file in files}
    at = now()
    cells = [Hours(_days(found, 1, at), HOURS, capacity)]
    opens_at = at + max(timedelta(seconds=seconds), 2 * (at - began))
    release = releases.announce_line(found, cells, opens_at=opens_at, line_minutes=30, by=None, at=at)
    keys = tickets.keys(settings.SECRET_KEY)
    lots = {
        file.pk: tickets.lot(keys, release.pk, [bytes(one.person_key or b"") for one in file.people.all()])
        for file in files
    }
    in_order = sorted(files, key=lambda file: lots[file.pk])
    _tell(
        release=release.pk, opens_at=opens_at.timestamp(), files=[_told(file, sessions[file.pk]) for file in in_order]
    )


def draw(office: str, parties: Sequence[int], *, first: int, code: str, capacity: int) -> None:
    """A draw over two days that takes entries now, watched over by the witnesses of the centre, and parties."""
    found = Office.objects.get(name=office)
    files = _files(found, parties, first)
    at = now()
    closes, reveal, leftovers = (at + timedelta(seconds=n) for n in (600, 660, 1200))
    chain = beacon.chain()
    value = chain.time_of(chain.round_at(reveal + timedelta(seconds=1)))
    users = [User.objects.get(email=email) for email in WITNESSES]
    days = _days(found, 2, at)
    releases.announce_draw(
        [(found, [Hours(days, HOURS, capacity)])],
        code=code, name=f"{office}, hari pembukaan",
        opens_at=at, closes_at=closes, reveal_by=reveal, beacon_at=value, results_at=value, leftovers_at=leftovers,
        witnesses=[(user.full_name, user) for user in users], by=None, at=at,
    )  # fmt: skip
    told = [_told(file, [_session(file.owner)]) for file in files]
    _tell(files=told, days=[str(day) for day in days], office=found.code, witnesses=[_session(user) for user in users])


def files(office: str, parties: Sequence[int], *, first: int) -> None:
    """Complete files of parties of these sizes, each with a device its owner has signed in at."""
    made = _files(Office.objects.get(name=office), parties, first, written=True)
    _tell(files=[_told(file, [_session(file.owner)]) for file in made])


@transaction.atomic
def _files(office: Office, parties: Sequence[int], first: int, *, written: bool = False) -> list[Application]:
    return [_file(office, size, first + 3 * number, written=written) for number, size in enumerate(parties)]


def _file(office: Office, size: int, first: int, *, written: bool) -> Application:
    """A complete file of one grown-up, of a couple, or of a couple with a child; letters come to those `written` to."""
    cast = [factories.somebody(first), factories.somebody(first + 1), _child(first)][:size]
    email = cast[0].email if written else ""
    if size > 1:
        return factories.family(*cast, office=office, email=email)
    return factories.ready(cast[0], office=office, email=email)


def _child(number: int) -> Person:
    parent = factories.somebody(number)
    nik = f"510806600517{number + 1000:04}"
    return Person(f"Anak {parent.full_name}", "F", date(2017, 5, 20), "Negara", nik, kk=parent.kk)


def _session(user: User | None) -> str:
    assert user
    return str(signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value)


def _days(office: Office, count: int, at: datetime) -> list[date]:
    """The next working days of which nobody has published anything."""
    today = at.astimezone(office.zoneinfo).date()
    there = {slot.starts_at.astimezone(office.zoneinfo).date() for slot in Slot.objects.at(office)}
    days = calendar.working_days(office, today + timedelta(days=3), today + timedelta(days=25))
    return [day for day in days if day not in there][:count]


def _told(file: Application, sessions: Sequence[str]) -> dict[str, Any]:
    owner = file.owner.email if file.owner else ""
    return {"reference": file.reference, "people": file.people.count(), "sessions": sessions, "email": owner}


def _tell(**facts: Any) -> None:
    sys.stdout.write(json.dumps(facts))
