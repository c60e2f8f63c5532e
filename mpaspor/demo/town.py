"""The demo town: an office with its officers, a family, and files at every stage of a passport's life.

Everybody here got where they are by the same acts as real people, at hours before now.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import F

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Role
from mpaspor.demo import country, folk, hurry, journey, lists, staff
from mpaspor.demo.journey import Plan
from mpaspor.demo.staff import Staff
from mpaspor.offices import calendar
from mpaspor.offices.models import Office
from mpaspor.stages.applications import register
from mpaspor.stages.appointments import quotas
from mpaspor.stages.appointments.models import Slot
from mpaspor.stages.passports import stock
from mpaspor.stages.visits import checkin

if TYPE_CHECKING:
    from datetime import date

HOURS = [(time(hour), time(hour + 1)) for hour in (8, 9, 10, 11, 13, 14)]
DAYS_OPEN = 30
DAYS_BEHIND = 14
HALL = 9
# (office, places an hour)
OPEN_OFFICES = (("Denpasar", 6), ("Jakarta Selatan", 12), ("Kotabumi", 3), ("Jayapura", 2), ("Tanjung Priok", 8))
CITIZENS = (
    ("ratna@contoh.id", "Ratna Wulandari", "+628123450001"),
    ("suparman@contoh.id", "Suparman", "+628123450002"),
)
# How far the files of the town have come, newest stage last: a few of each, so that every desk has work.
FAR = ("visit", "decision", "passport", "ready", "collected")


def stands() -> bool:
    """Whether the town was made: wholly, for it is made in one transaction."""
    return User.objects.filter(email=CITIZENS[0][0]).exists()


@transaction.atomic
def settle(at: datetime) -> None:
    """Make the town, once; one that stands is left as it is."""
    if stands():
        return
    country.settle()
    for email, name, phone in CITIZENS:
        _citizen(email, name, phone, at)
    _old_passport_of_ratna()
    staff.of_the_centre(at=at)
    for name, places in OPEN_OFFICES:
        _open(Office.objects.get(name=name), places, at)
    _fill(Office.objects.get(name="Denpasar"), at)
    lists.keep(at)


def demo_banner() -> str:
    """What a newcomer needs to know, for the terminal."""
    people = "\n".join(f"    {name:<18} {email}" for email, name, _ in CITIZENS)
    money = "\n".join(f"    {user.full_name:<18} {user.email}" for user in staff.treasurers())
    return (
        f"  Citizens (a code comes by mail; read it at {settings.SITE_ADDRESS}/demo/mailbox):\n{people}\n"
        f"  Officers of Denpasar, their mail and the second code on their phones: {settings.SITE_ADDRESS}/demo\n"
        f"  Treasurers of Denpasar and of the centre, who find theirs there too:\n{money}\n"
        f"  Pay a bill at the pretend bank: {settings.SITE_ADDRESS}/demo/bank"
    )


def _citizen(email: str, name: str, phone: str, at: datetime) -> User:
    citizen = User.objects.create_user(email, full_name=name, phone=phone, role=Role.APPLICANT, created_at=at)
    EmailAddress.objects.create(user=citizen, email=email, verified=True, primary=True)
    return citizen


def _old_passport_of_ratna() -> None:
    """She held a passport; who says "new" for her is told so (NIK 5171025404910003, born 14 April 1991)."""
    register.enter_earlier(
        nik="5171025404910003",
        full_name="Ratna Wulandari",
        birth_on=datetime(1991, 4, 14).date(),  # noqa: DTZ001 - a birth date has no zone
        number="X1234567",
        kind="ordinary",
        office_name="Denpasar",
        issued_on=datetime(2021, 4, 6).date(),  # noqa: DTZ001
        expires_on=datetime(2026, 4, 6).date(),  # noqa: DTZ001
    )


def _open(office: Office, places: int, at: datetime) -> None:
    """Hours from two weeks ago to a month ahead, and books in the safe."""
    people = staff.of(office, at=at)
    today = at.astimezone(office.zoneinfo).date()
    days = calendar.working_days(office, today - timedelta(days=DAYS_BEHIND), today + timedelta(days=DAYS_OPEN))
    began = at - timedelta(days=DAYS_BEHIND + 30)
    quotas.open_hours(office, days, HOURS, places, by=people.head, at=began)
    for series, kind in (("D", "ordinary"), ("E", "electronic")):
        stock.deliver(office, kind, f"{series}{int(office.code):04}001", 200, by=people.head, at=began)


def _fill(office: Office, at: datetime) -> None:
    """Files at every stage: some days old, some waiting in the hall today."""
    people = staff.of(office, at=at)
    today = at.astimezone(office.zoneinfo).date()
    past = calendar.working_days(office, today - timedelta(days=DAYS_BEHIND), today - timedelta(days=1))
    for number, far in enumerate(FAR * 3):
        plan = _plan(number, past)
        _live_until(far, plan, office, people)
    for number in range(HALL):
        _come_today(_plan(100 + number, past), number, office, people, at)


def _plan(number: int, past: list[date]) -> Plan:
    chance = Random(number)  # noqa: S311 - made-up people
    visit_on = past[-1 - number % 5]
    filed_on = visit_on - timedelta(days=9 + number % 4)
    return Plan(
        person=folk.adult(chance, filed_on, 5000 + number),
        kind=chance.choice(["ordinary", "electronic"]),
        years=chance.choice([5, 10]),
        purpose="tourism",
        old_number="",
        filed_on=filed_on,
        visit_on=visit_on,
        issued_on=past[-1],
        collected_on=past[-1],
        hour=HOURS[number % len(HOURS)][0].hour,
        seed=chance.randrange(1_000_000),
        papers="full",
    )


def _live_until(far: str, plan: Plan, office: Office, people: Staff) -> None:
    """As far as the desk named, and no further."""
    application = journey.apply(plan, office)
    journey.pay(application, journey.book(application, _slot(office, plan), plan, office), plan, office)
    if far == "visit":
        return
    decision = journey.visit(application, plan, office, people)
    if far == "decision":
        journey.screen(decision, plan, office)
        return
    passport = journey.decide(decision, plan, office, people)
    if far == "passport":
        return
    journey.make(passport, plan, office, people)
    if far == "collected":
        journey.collect(passport, plan, office, people)


def _come_today(plan: Plan, number: int, office: Office, people: Staff, at: datetime) -> None:
    """Booked for this hour, the one before or the one after; the demo's hour, be it Sunday night."""
    coming = Slot.objects.at(office).filter(starts_at__gt=at, taken__lt=F("capacity")).earliest("starts_at")
    local = at.astimezone(office.zoneinfo)
    soon = replace(plan, filed_on=local.date() - timedelta(days=2 + number % 3))
    application = journey.apply(soon, office)
    journey.pay(application, journey.book(application, coming.pk, soon, office), soon, office)
    # Just after midnight the hour before, and twenty minutes ago, were another day.
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    hurry.bring_forward(application, to=max(local + timedelta(hours=number % 3 - 1), midnight), at=at)
    if number % 3 < 2:
        came_at = max(at - timedelta(minutes=20 - number), midnight)
        checkin.check_in(application, office, by=people.counter, at=came_at)


def _slot(office: Office, plan: Plan) -> int:
    return Slot.objects.at(office).get(starts_at=_start(office, plan), service_class=Slot.ServiceClass.REGULAR).pk


def _start(office: Office, plan: Plan) -> datetime:
    return datetime.combine(plan.visit_on, time(plan.hour), tzinfo=office.zoneinfo)
