"""Bringing people through the office by the real acts, to wherever a story begins."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from mpaspor.accounts.models import User
from mpaspor.cases import adjudicate, enrolment
from mpaspor.core.clock import now
from mpaspor.demo.pictures import sample_fingerprint, sample_portrait
from mpaspor.gateways.watchlist.port import Answer, Candidate
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.appointments import booking, quotas
from mpaspor.stages.appointments.models import Slot
from mpaspor.stages.decisions import screening
from mpaspor.stages.decisions.models import Decision
from mpaspor.stages.passports import inspection, printing, stock
from mpaspor.stages.passports.models import Passport
from mpaspor.stages.payments import billing, settlement
from mpaspor.stages.payments.models import Bill, Via
from mpaspor.stages.payments.notices import Notice
from mpaspor.stages.visits import biometrics, checkin, examination, interview, queue
from mpaspor.stages.visits.models import Visit
from tests import factories, people
from tests.people import Person

DAYS_BEFORE = timedelta(days=3)
PORTRAIT = sample_portrait(7)
PRINTS = {position: sample_fingerprint(position) for position in range(1, 11)}
NOBODY = Answer()


def slot(office: Office, *, hour: int = 9, at: datetime | None = None, **kind: Any) -> Slot:
    """An hour of the day `at`, with places."""
    on = (at or now()).astimezone(office.zoneinfo).date()
    quotas.open_hours(office, [on], [(time(hour), time(hour + 1))], 20, by=None, at=now() - DAYS_BEFORE, **kind)
    starts_at = datetime.combine(on, time(hour), office.zoneinfo)
    return Slot.objects.get(office=office, starts_at=starts_at, service_class=kind.get("service_class", "regular"))


def held(*cast: Person, hour: int = 9, email: str = "") -> Application:
    """A complete file with a place today at Denpasar, not paid."""
    before = now() - DAYS_BEFORE
    application = factories.family(*(cast or [people.RATNA]), at=before, email=email)
    booking.hold(application, slot(people.denpasar(), hour=hour).pk, by=application.owner, at=before)
    application.refresh_from_db()
    return application


def paid(*cast: Person, hour: int = 9, email: str = "") -> Application:
    """The same with the fee received: everybody is expected."""
    application = held(*cast, hour=hour, email=email)
    before = now() - DAYS_BEFORE
    pay(billing.issue(application, by=application.owner, at=before), at=before)
    return application


def pay(bill: Bill, *, at: datetime | None = None, number: str = "") -> None:
    """The bank says that it has the money; each number is another payment."""
    paid_at = at or now()
    number = number or f"{bill.pk}"
    notice = Notice(Via.BANK, "CONTOH", f"bayar-{number}", bill.code, bill.amount, "6011", f"R{number}", paid_at)
    settlement.receive(notice, at=paid_at)


def here(*cast: Person, hour: int = 9, email: str = "") -> list[Visit]:
    """Checked in at the booked hour."""
    return checkin.check_in(paid(*cast, hour=hour, email=email), people.denpasar(), by=people.wayan(), at=now())


def called(*cast: Person, hour: int = 9, email: str = "") -> Visit:
    """The first of them at counter 3."""
    visit = here(*cast, hour=hour, email=email)[0]
    queue.call(visit, "3", by=people.wayan(), at=now())
    return visit


def examined(*cast: Person, email: str = "") -> Visit:
    visit = called(*cast, email=email)
    examine(visit)
    return visit


def examine(visit: Visit) -> None:
    papers = list(visit.applicant.documents.all())
    examination.judge_all(visit, papers, "same", by=people.wayan(), at=now())
    examination.finish(visit, by=people.wayan(), at=now())


def interviewed(*cast: Person, email: str = "") -> Visit:
    """Asked by Komang."""
    visit = examined(*cast, email=email)
    interview.record(visit, "Jawaban lancar.", {}, "clear", by=people.komang(), at=now())
    return visit


def captured(*cast: Person, email: str = "") -> Visit:
    """Portrait and ten fingers taken, the visit not finished."""
    visit = interviewed(*cast, email=email)
    biometrics.take_portrait(visit, PORTRAIT, by=people.komang(), at=now())
    biometrics.take_fingers(visit, PRINTS, by=people.komang(), at=now())
    return visit


def enrolled(*cast: Person, email: str = "") -> Decision:
    """The visit is over, the watchlist not asked yet."""
    return enrolment.finish(captured(*cast, email=email), by=people.komang(), at=now())


def to_decide(*cast: Person, answer: Answer = NOBODY, email: str = "") -> Decision:
    """Screened, with nobody alike on the list unless `answer` says so."""
    decision = enrolled(*cast, email=email)
    screening.record(decision, answer, at=now())
    return decision


def somebody_alike() -> Answer:
    """The watchlist's answer for a name that is on it."""
    candidate = Candidate(
        name="RATNA WULANDARI",
        birth_on=datetime(1979, 2, 3).date(),  # noqa: DTZ001 - a date
        birth_place="Medan",
        nik="1271010302790002",
        father_name="SYAHRIL",
        order_reference="R-1/2025",
        requested_by="Kejaksaan",
        until=datetime(2026, 4, 30).date(),  # noqa: DTZ001 - a date
        score=100,
    )
    return Answer((candidate,))


def queued(*cast: Person, email: str = "") -> Passport:
    """Granted by Pertiwi, and in the print line."""
    decision = to_decide(*cast, email=email)
    adjudicate.grant(decision, "Sesuai.", by=people.pertiwi(), at=now())
    return passport_of(decision.applicant)


def passport_of(applicant: Applicant) -> Passport:
    return Passport.objects.select_related("applicant__application", "office").get(applicant=applicant)


def blanks(count: int = 5, *, kind: str = "electronic", first: str = "X1234567") -> None:
    stock.deliver(people.denpasar(), kind, first, count, by=people.printer(), at=now())


def printed(*cast: Person, email: str = "") -> Passport:
    passport = queued(*cast, email=email)
    if not stock.remaining(people.denpasar())["electronic"]:
        blanks()
    return printing.print_book(passport, by=people.printer(), at=now())


def ready(*cast: Person, email: str = "") -> Passport:
    return inspection.accept(printed(*cast, email=email), by=people.printer(), at=now())


def officer() -> User:
    return people.handover()
