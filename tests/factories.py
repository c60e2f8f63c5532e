"""Files in the state a test begins with, brought there by the real acts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from mpaspor.accounts.models import User
from mpaspor.core.clock import now
from mpaspor.demo.pictures import sample_paper
from mpaspor.gateways.population.port import Answer
from mpaspor.offices.models import Office
from mpaspor.stages.applications import filing, papers, population, questions, requirements, submission, validity
from mpaspor.stages.applications.models import Applicant, Application
from tests import people
from tests.people import Person

Answers = dict[str, dict[str, Any]]


def somebody(number: int) -> Person:
    """One of ten thousand grown-ups, each with a NIK and an address of their own."""
    name = f"Orang {chr(65 + number // 26 % 26)}{chr(65 + number % 26)}"
    sequence = f"{number + 1000:04}"
    return Person(
        name,
        "M",
        date(1988, 3, 12),
        "Negara",
        f"510806120388{sequence}",
        kk=f"510806150120{sequence}",
        email=f"orang{number}@contoh.id",
    )


def draft(
    person: Person = people.RATNA,
    *,
    owner: User | None = None,
    office: Office | None = None,
    at: datetime | None = None,
    email: str = "",
) -> Application:
    """A file just opened, of one person of whom only the name is known."""
    at = at or now()
    owner = owner or people.citizen(person)
    return filing.open_application(owner, by=owner, at=at, email=email, name=person.full_name, office=office)


def answered(person: Person = people.RATNA, *, at: datetime | None = None, **changes: Any) -> Applicant:
    """A person who has answered everything and has no papers yet."""
    at = at or now()
    application = draft(person, at=at)
    applicant = application.people.select_related("application").get()
    answer(applicant, person, at=at, **changes)
    return applicant


def ready(
    person: Person = people.RATNA,
    *,
    owner: User | None = None,
    office: Office | None = None,
    at: datetime | None = None,
    email: str = "",
    **changes: Any,
) -> Application:
    """A complete file of one person, papers and all; `changes` are answers by question."""
    application = draft(person, owner=owner, office=office, at=at, email=email)
    return complete(application, [person], at=at, **changes)


def family(
    *cast: Person,
    owner: User | None = None,
    office: Office | None = None,
    at: datetime | None = None,
    email: str = "",
) -> Application:
    """A complete file of Ratna, Bagus and Kirana, or of whoever is named; the first is the owner."""
    cast = cast or (people.RATNA, people.BAGUS, people.KIRANA)
    at = at or now()
    application = draft(cast[0], owner=owner, office=office, at=at, email=email)
    for person in cast[1:]:
        relation = "spouse" if validity.is_adult(Applicant(birth_on=person.birth_on), at.date()) else "child"
        filing.add_person(application, relation, by=application.owner, at=at)
    return complete(application, cast, at=at)


def complete(
    application: Application, cast: Sequence[Person], *, at: datetime | None = None, **changes: Any
) -> Application:
    """Answer for everybody, bring the papers, close the form."""
    at = at or now()
    for applicant, person in zip(application.people.all(), cast, strict=True):
        applicant.application = application
        relation = applicant.relation or "self"
        answer(applicant, person, at=at, **{"relation": relation, **changes})
        bring_papers(applicant, at=at)
    submission.make_ready(application, by=application.owner, at=at)
    return application


def answer(applicant: Applicant, person: Person, *, at: datetime | None = None, **changes: Any) -> None:
    """Answer every question at once, as an officer at the desk does."""
    at = at or now()
    application = applicant.application
    filing.fill_in(application, [(applicant, answers_of(person, **changes))], by=application.owner, at=at)


def bring_papers(applicant: Applicant, *, at: datetime | None = None) -> None:
    """Upload a tiny picture of every paper that is asked for."""
    at = at or now()
    asked = requirements.papers_for(applicant, filing.local_day(applicant.application, at))
    files = {paper.kind: (tiny_paper(paper.kind), f"{paper.kind}.jpg") for paper in asked if paper.required}
    if files:
        papers.receive_all(applicant, files, by=applicant.application.owner, at=at)


def known_to_the_registry(applicant: Applicant, answer: Answer | None, *, at: datetime | None = None) -> None:
    """What the population registry said of somebody, without asking it."""
    population.record(applicant, answer, by=applicant.application.owner, at=at or now())


@lru_cache(maxsize=32)
def tiny_paper(kind: str) -> bytes:
    return sample_paper(kind, name="CONTOH", number="0000", size="tiny")


def answers_of(person: Person, **changes: Any) -> Answers:
    """Right answers to all questions, by step; those that are not asked of this person are passed over."""
    found: Answers = {
        "who": {
            "relation": "self",
            "full_name": person.full_name,
            "birth_on": person.birth_on,
            "civil_status": person.civil_status,
        },
        "service": {
            "ever_held": "no",
            "condition": "expired",
            "old_issued_on": date(2020, 11, 1),
            "old_expires_on": date(2025, 11, 1),
            "old_issued_in": "indonesia",
            "purpose": "tourism",
            "destination": "Singapura",
            "stay": "month",
            "passport_kind": "electronic",
            "years": 10 if person.birth_on.year < 2008 else 5,
        },
        "identity": {
            "nik": person.nik,
            "kk": person.kk,
            "sex": person.sex,
            "birth_place": person.birth_place,
            "citizenship": "birth",
            "name_changed": "no",
        },
        "details": {
            "occupation": "private",
            "address": "Jl. Melati 4",
            "village": "Sumerta",
            "district": "Denpasar Timur",
            "city": "Kota Denpasar",
            "province": "51",
            "phone": "+6281234567890",
            "domicile_same": "yes",
            "father_name": "I Wayan Sudarsana" if person.birth_on.year < 2008 else people.BAGUS.full_name,
            "mother_name": "Ni Made Sukerti" if person.birth_on.year < 2008 else people.RATNA.full_name,
            "mother_citizenship": "wni",
            "parents_status": "married",
            "accompanied_by": "both",
            "spouse_name": people.BAGUS.full_name,
            "spouse_citizenship": "wni",
            "emergency_name": "Ni Made Sukerti",
            "emergency_relation": "parent",
            "emergency_phone": "+6281298765432",
            "emergency_address": "Jl. Kamboja 9, Denpasar",
        },
    }
    for name, value in changes.items():
        found[questions.named(name).step][name] = value
    return found
