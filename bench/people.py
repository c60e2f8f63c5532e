"""Those who look at the pages: a citizen with a file at every stage, and the officers of the demo town."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.core import clock
from mpaspor.demo import figures, journey, replay, staff
from mpaspor.demo.planning import plan as planned
from mpaspor.offices.models import Office
from mpaspor.stages.applications import filing
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Slot
from mpaspor.stages.payments import billing
from tests.web.conftest import signed_in

ADDRESS = "ratna@contoh.id"
LIVES = figures.Month(2022, 4, {"electronic_new": 7})


@dataclass(frozen=True)
class Citizen:
    """Somebody signed in, and her files by how far they have come."""

    client: Client
    cookie: str
    files: dict[str, Application]


def citizen() -> Citizen:
    """Ratna, who has been filing for all her friends."""
    user = User.objects.get(email=ADDRESS)
    client = signed_in(user)
    with transaction.atomic():  # the worker is awake: it must not find a file on its way
        files = _files(user)
    return Citizen(client, f"sessionid={client.cookies[settings.SESSION_COOKIE_NAME].value}", files)


def _files(user: User) -> dict[str, Application]:
    office = Office.objects.get(name="Denpasar")
    people = staff.of(office, at=clock.now())
    keys = replay.still_to_live(office, LIVES)
    stage = replay.prepare(office, LIVES, keys, seed=7)
    plans = [planned(key, office, stage.days, 7) for key in keys]
    files = {
        "draft": filing.open_application(user, by=user, at=clock.now(), name=user.full_name),
        "at the desk": _at_the_desk(people.customer_service, office),
    }
    for far, plan in zip(("ready", "held", "due", "decision", "printing", "made", "collected"), plans, strict=True):
        application = files[far] = journey.apply(plan, office, owner=user)
        if far in {"ready", "held", "due"}:
            _book_now(application, far, user)
            continue
        code = journey.book(application, stage.slots[stage.start_of(plan)], plan, office)
        journey.pay(application, code, plan, office)
        decision = journey.visit(application, plan, office, people)
        if far != "decision":
            passport = journey.decide(decision, plan, office, people)
        if far in {"made", "collected"}:
            journey.make(passport, plan, office, people)
        if far == "collected":
            journey.collect(passport, plan, office, people)
    return files


def _at_the_desk(officer: User, office: Office) -> Application:
    return filing.open_application(
        None, by=officer, at=clock.now(), name="Made Sudarma", filed_by=officer, consent="lisan", office=office
    )


def _book_now(application: Application, far: str, user: User) -> None:
    """A place and a bill of today, which the worker does not find overdue."""
    coming = Slot.objects.filter(office__name="Denpasar", starts_at__gt=clock.now(), taken=0).order_by("starts_at")
    if far != "ready":
        booking.hold(application, coming[3].pk, by=user, at=clock.now())
    if far == "due":
        billing.issue(application, by=user, at=clock.now())


def five_pages(citizen: Citizen) -> dict[str, str]:
    """The most visited: where everybody begins, and what an applicant looks at again and again."""
    draft, ready, going = (f"/applications/{citizen.files[far].reference}" for far in ("draft", "ready", "decision"))
    code = Office.objects.get(name="Denpasar").code
    return {
        "front page": "/",
        "my files": "/applications",
        "a question": f"{draft}/people/1/who/person",
        "the calendar": f"{ready}/offices/{code}",
        "the timeline": going,
    }
