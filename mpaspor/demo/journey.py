"""One person's journey through the real acts, each at its own hour.

Only the outside systems' answers are made up here: the registry agrees, the bank reports the money, the watchlist
knows nobody alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Literal

from mpaspor.cases import adjudicate, enrolment
from mpaspor.demo import answers, pictures
from mpaspor.gateways.population import port as population_port
from mpaspor.gateways.watchlist import port as watchlist_port
from mpaspor.stages.applications import eligibility, filing, papers, population, register, requirements, submission
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.decisions import screening
from mpaspor.stages.passports import handover, inspection, printing
from mpaspor.stages.payments import billing, ledger, settlement
from mpaspor.stages.payments.models import Via
from mpaspor.stages.payments.notices import Notice
from mpaspor.stages.visits import biometrics, checkin, examination, interview, quality, queue

if TYPE_CHECKING:
    from mpaspor.accounts.models import User
    from mpaspor.demo.folk import Person
    from mpaspor.demo.staff import Staff
    from mpaspor.offices.models import Office
    from mpaspor.stages.decisions.models import Decision
    from mpaspor.stages.passports.models import Passport
    from mpaspor.stages.visits.models import Visit

AGREES = ("full_name", "birth_place", "birth_on", "sex", "kk")
FACES, HANDS = 8, 4
GOOD_PRINT = 52


@dataclass(frozen=True, slots=True)
class Plan:
    """Who, what, and on which days."""

    person: Person
    kind: str
    years: int
    purpose: str
    old_number: str
    filed_on: date
    visit_on: date
    issued_on: date
    collected_on: date
    hour: int
    seed: int
    papers: Literal["tiny", "full"] = "tiny"


@dataclass(frozen=True, slots=True)
class Stops:
    """The hours of a plan, as moments."""

    office: Office

    def at(self, on: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(on, time(hour, minute), tzinfo=self.office.zoneinfo)


def live(plan: Plan, office: Office, staff: Staff, slot_id: int, *, owner: User | None = None) -> Passport:
    """The whole life, to the book in the holder's hand."""
    application = apply(plan, office, owner=owner)
    pay(application, book(application, slot_id, plan, office), plan, office)
    passport = decide(visit(application, plan, office, staff), plan, office, staff)
    return collect(make(passport, plan, office, staff), plan, office, staff)


def apply(plan: Plan, office: Office, *, owner: User | None = None, email: str = "") -> Application:
    """From the empty file to a ready one."""
    at = Stops(office).at(plan.filed_on, 10, plan.seed % 50)
    chance = Random(plan.seed)  # noqa: S311 - a made-up life, not a secret
    if plan.old_number:
        _remember_old_passport(plan, office, chance)
    application = filing.open_application(
        owner, by=owner, at=at, name=plan.person.full_name, email=email, office=office
    )
    applicant = application.people.get()
    applicant.application = application
    filing.fill_in(application, [(applicant, _answers(plan, office))], by=owner, at=at)
    population.record(applicant, _registry_agrees(), by=None, at=at)
    eligibility.settle_service(applicant, by=owner, at=at)
    papers.receive_all(applicant, _papers(applicant, plan), by=owner, at=at)
    submission.make_ready(application, by=owner, at=at + timedelta(minutes=12))
    return application


def book(application: Application, slot_id: int, plan: Plan, office: Office) -> str:
    """A place and its bill; returns the code to pay."""
    at = Stops(office).at(plan.filed_on, 11, plan.seed % 50)
    booking.hold(application, slot_id, by=application.owner, at=at)
    return billing.issue(application, by=application.owner, at=at).code


def pay(application: Application, code: str, plan: Plan, office: Office) -> None:
    """The bank's notice, as it would come over the wire. A bill of nothing is settled already."""
    bill = application.bills.get(code=code)
    if bill.state != bill.State.DUE:
        return
    at = Stops(office).at(plan.filed_on, 11, plan.seed % 50) + timedelta(minutes=3 + plan.seed % 90)
    settlement.receive(
        Notice(
            via=Via.BANK,
            source="CONTOH",
            request_id=f"{code}01",
            code=code,
            amount=bill.amount,
            channel="6011",
            reference=code[-12:],
            paid_at=at,
            booked_on=ledger.day(at),
        ),
        at=at + timedelta(seconds=4),
    )


def check_in(application: Application, plan: Plan, office: Office, staff: Staff) -> Visit:
    came = Stops(office).at(plan.visit_on, plan.hour) - timedelta(minutes=5 + plan.seed % 20)
    return checkin.check_in(application, office, by=staff.counter, at=came)[0]


def visit(application: Application, plan: Plan, office: Office, staff: Staff) -> Decision:
    """The day at the office: counter, interview, camera."""
    here = check_in(application, plan, office, staff)
    at = here.checked_in_at + timedelta(minutes=25)
    queue.call(here, "3", by=staff.counter, at=at)
    examination.judge_all(here, list(here.applicant.documents.all()), "same", by=staff.counter, at=at)
    examination.finish(here, by=staff.counter, at=at + timedelta(minutes=4))
    at += timedelta(minutes=9)
    interview.record(here, "Jawaban lancar dan sesuai.", {}, "clear", by=staff.interviewer, at=at)
    biometrics.take_portrait(here, pictures.sample_portrait(plan.seed % FACES), by=staff.interviewer, at=at)
    biometrics.take_fingers(here, _hand(plan.seed % HANDS), by=staff.interviewer, at=at + timedelta(minutes=3))
    return enrolment.finish(here, by=staff.interviewer, at=at + timedelta(minutes=5))


def screen(decision: Decision, plan: Plan, office: Office) -> None:
    screening.record(decision, watchlist_port.Answer(), at=Stops(office).at(plan.visit_on, 16, 10))


def decide(decision: Decision, plan: Plan, office: Office, staff: Staff) -> Passport:
    screen(decision, plan, office)
    at = Stops(office).at(plan.visit_on, 16, 25)
    return adjudicate.grant(decision, "Bukti lengkap dan sesuai.", by=staff.adjudicator, at=at).applicant.passport


def make(passport: Passport, plan: Plan, office: Office, staff: Staff) -> Passport:
    """Print and look over."""
    at = Stops(office).at(plan.issued_on, 9, plan.seed % 60)
    printing.print_book(passport, by=staff.printer, at=at)
    inspection.accept(passport, by=staff.printer, at=at + timedelta(hours=2))
    return passport


def collect(passport: Passport, plan: Plan, office: Office, staff: Staff) -> Passport:
    handover.collect(
        passport,
        collector="holder",
        name=plan.person.full_name,
        identity=plan.person.nik,
        by=staff.handover,
        at=Stops(office).at(plan.collected_on, 13, plan.seed % 60),
    )
    return passport


def _remember_old_passport(plan: Plan, office: Office, chance: Random) -> None:
    issued, expires = answers.old_dates(chance, plan.filed_on)
    register.enter_earlier(
        nik=plan.person.nik,
        full_name=plan.person.full_name,
        birth_on=plan.person.birth_on,
        number=plan.old_number,
        kind="ordinary",
        office_name=office.name,
        issued_on=issued,
        expires_on=expires,
    )


def _answers(plan: Plan, office: Office) -> dict[str, dict[str, object]]:
    return answers.of_adult(
        plan.person,
        Random(plan.seed),  # noqa: S311 - the same chance as the register above, so that both tell the same dates
        on=plan.filed_on,
        kind=plan.kind,
        years=plan.years,
        purpose=plan.purpose,
        old_number=plan.old_number,
        old_office=office.name,
    )


def _registry_agrees() -> population_port.Answer:
    fields = {name: population_port.FieldMatch(agrees=True, score=100) for name in AGREES}
    return population_port.Answer(population_port.State.MATCHED, fields)


def _papers(applicant: Applicant, plan: Plan) -> dict[str, tuple[bytes, str]]:
    asked = requirements.papers_for(applicant, plan.filed_on)
    return {
        paper.kind: (_picture(paper.kind, plan), f"{paper.kind}.jpg")
        for paper in asked
        if paper.required and not paper.lent_by
    }


def _picture(kind: str, plan: Plan) -> bytes:
    """In a replay the same few bytes for everybody; in the town a paper that can be read."""
    if plan.papers == "tiny":
        return pictures.sample_paper(kind, name="CONTOH", number="0000", size="tiny")
    person = plan.person
    return pictures.sample_paper(kind, name=person.plain_name, number=person.nik, seed=plan.seed, sex=person.sex)


@cache
def _hand(seed: int) -> dict[int, bytes]:
    """Ten prints that the scanner's check takes at the first try."""
    return {position: _good_print(seed * 1000 + position * 10) for position in range(1, 11)}


def _good_print(seed: int) -> bytes:
    drawn = (pictures.sample_fingerprint(seed + more, size="tiny") for more in range(100))
    return next(picture for picture in drawn if quality.fingerprint(picture) >= GOOD_PRINT)
