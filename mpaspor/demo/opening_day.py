"""An opening day on demand: a line that opens in two minutes, a draw that is over in some.

The witnesses of these draws are played: their secrets follow from the house's own key, which a real draw must not.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from django.conf import settings
from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.demo import folk, journey, staff
from mpaspor.demo.journey import Plan
from mpaspor.offices import calendar
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Applicant, Stage
from mpaspor.stages.appointments import announcing, releases
from mpaspor.stages.appointments.draws import entering, witnesses
from mpaspor.stages.appointments.models import Draw, DrawWitness, Release

LINE_OPENS = timedelta(minutes=2)
LINE_MINUTES = 60
CLOSES, REVEALED, PUBLIC, RESULTS, LEFTOVERS = (timedelta(minutes=n) for n in (4, 7, 8, 9, 30))
WITNESSES = ("Ditjen Imigrasi (peragaan)", "Ombudsman (peragaan)")
HOURS = [(time(9), time(10)), (time(10), time(11))]
PLACES = 3
DAYS = 3
TOWNSPEOPLE = 14
READY = "suparman@contoh.id"
# Not everybody in a draw is drawn from the folk of other files.
FIRST_PERSON = 7000


@transaction.atomic
def open_line(*, at: datetime) -> Release:
    """A line in two minutes, for the first days of an office that has nothing open."""
    office, cells = _office_and_days(at)
    _ready_file(office, at)
    head = staff.of(office, at=at).head
    return releases.announce_line(office, [cells], opens_at=at + LINE_OPENS, line_minutes=LINE_MINUTES, by=head, at=at)


@transaction.atomic
def open_draw(*, at: datetime) -> Draw:
    """A draw that takes entries for four minutes, with some of the town in it already."""
    office, cells = _office_and_days(at)
    draw = releases.announce_draw(
        [(office, [cells])],
        code=f"{office.code.lower()}-{at:%Y%m%d-%H%M%S}",
        name=f"{office.name}, peragaan {at.astimezone(office.zoneinfo):%H.%M}",
        opens_at=at, closes_at=at + CLOSES, reveal_by=at + REVEALED, beacon_at=at + PUBLIC, results_at=at + RESULTS,
        leftovers_at=at + LEFTOVERS, witnesses=[(name, None) for name in WITNESSES],
        by=staff.of(office, at=at).head, at=at,
    )  # fmt: skip
    for witness in draw.witnesses.all():
        witnesses.commit(witness, hashlib.sha256(_secret(witness).encode()).hexdigest(), by=None, at=at)
    _ready_file(office, at)
    for number in range(TOWNSPEOPLE):
        _enter_somebody(draw, office, cells.days, number, at)
    return draw


def reveal_due(*, at: datetime) -> None:
    """The played witnesses open their secrets in their time."""
    waiting = DrawWitness.objects.filter(
        name__in=WITNESSES, secret="", draw__state=Draw.State.SEALED, draw__reveal_by__gte=at
    ).exclude(commitment="")
    for witness in waiting.select_related("draw"):
        witnesses.reveal(witness, _secret(witness), by=None, at=at)


def _office_and_days(at: datetime) -> tuple[Office, announcing.Hours]:
    """An office nobody has opened yet, from its first working day two days ahead on."""
    office = Office.objects.filter(slots=None).earliest("name")
    today = at.astimezone(office.zoneinfo).date()
    days = calendar.working_days(office, today + timedelta(days=2), today + timedelta(days=20))[:DAYS]
    return office, announcing.Hours(days, HOURS, PLACES)


def _ready_file(office: Office, at: datetime) -> None:
    """Suparman has a complete application without a place, so that somebody can take part at once."""
    suparman = User.objects.filter(email=READY).first()
    if suparman is None or Applicant.objects.filter(application__owner=suparman).exclude(stage=Stage.CLOSED).exists():
        return
    plan = _plan(Random(READY), office, at)  # noqa: S311 - a made-up person
    journey.apply(replace(plan, person=replace(plan.person, full_name="SUPARMAN")), office, owner=suparman, email=READY)


def _enter_somebody(draw: Draw, office: Office, days: Sequence[date], number: int, at: datetime) -> None:
    chance = Random(f"{draw.code} {number}")  # noqa: S311 - made-up people
    wishes = [entering.Wish(office, chance.choice(days), chance.choice(HOURS)[0]), entering.Wish(office)]
    entering.enter(journey.apply(_plan(chance, office, at), office), draw, wishes, by=None, at=at)


def _plan(chance: Random, office: Office, at: datetime) -> Plan:
    """Somebody whose application was finished yesterday."""
    filed_on = at.astimezone(office.zoneinfo).date() - timedelta(days=1)
    return Plan(
        person=folk.adult(chance, filed_on, FIRST_PERSON + chance.randrange(2000)), kind="electronic", years=10,
        purpose="tourism", old_number="", filed_on=filed_on, visit_on=filed_on, issued_on=filed_on,
        collected_on=filed_on, hour=9, seed=chance.randrange(1_000_000),
    )  # fmt: skip


def _secret(witness: DrawWitness) -> str:
    told = f"{witness.draw.code} {witness.name}"
    return hmac.new(settings.SECRET_KEY.encode(), told.encode(), "sha256").hexdigest()
