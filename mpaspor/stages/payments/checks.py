"""What is known of people before anybody is asked for money, and what of it stands against asking.

The file was complete when the place was taken; asked again is what can have changed since: a passport entered in the
register, a birthday, a late answer of the population registry. The watchlist is not among it, and never shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, prefetch_related_objects

from mpaspor.stages.applications import eligibility, papers, register, submission, validity
from mpaspor.stages.applications.days import local_day
from mpaspor.stages.applications.models import Applicant, Application, Document, Service, Stage
from mpaspor.stages.applications.population import BLOCKING
from mpaspor.stages.applications.submission import Problem


class NotEligible(Exception):
    """Somebody would pay for what she cannot get as her file stands; `problems` says who, why, and in which step."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__([(one.applicant.pk, one.code) for one in problems])
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at before the bill, and for whom; not `sure`: an officer looks at it with them."""

    code: str
    people: tuple[Applicant, ...]
    sure: bool = True


def refuse(people: Sequence[Applicant], on: date, registered: Collection[bytes]) -> None:
    """Raises `NotEligible`. `registered`: the keys of people the register of issued passports knows.

    Costs no statement unless something did change; then the rules are asked in full.
    """
    if any(_changed(person, on, registered) for person in people):
        problems = list(_problems(people, on, registered))
        if problems:
            raise NotEligible(problems)


def made(application: Application, *, at: datetime) -> list[Checked]:
    """What was checked before the bill: population, register, age, papers; in this order. Two statements."""
    on = local_day(application, at)
    people = [person for person in application.people.all() if person.stage != Stage.CLOSED]
    prefetch_related_objects(people, Prefetch("documents", Document.objects.defer("thumbnail")))
    issued = register.issued_to_any([register.keys_of(person) for person in people])
    known = eligibility.Background(issued=issued, active={}, in_file=())
    new = [person for person in people if person.service == Service.NEW]
    replacing = [person for person in people if person.service != Service.NEW]
    found = [
        *_split("population", people, lambda person: person.population_state == Applicant.Population.MATCHED),
        *_split("replacing", replacing, lambda person: _found(person, on, known, "held_before")),
        *_split("new", new, lambda person: not _found(person, on, known, "held_before", "maybe_held")),
        Checked("age", tuple(person for person in people if person.years in validity.years_allowed(person, on))),
        *_split("papers", people, lambda person: not papers.missing(person, on, people)),
    ]
    return [one for one in found if one.people]


def _split(code: str, people: Sequence[Applicant], is_sure: Callable[[Applicant], bool]) -> tuple[Checked, Checked]:
    """Those of whom it is known, and those with whom an officer looks at it."""
    sure = tuple(person for person in people if is_sure(person))
    return Checked(code, sure), Checked(code, tuple(person for person in people if person not in sure), sure=False)


def _found(person: Applicant, on: date, known: eligibility.Background, *codes: str) -> bool:
    return any(one.code in codes for one in eligibility.findings(person, on, known))


def _changed(person: Applicant, on: date, registered: Collection[bytes]) -> bool:
    ready_at = person.application.ready_at
    return (
        person.population_state in BLOCKING
        or person.years not in validity.years_allowed(person, on)
        or _has_passport(person, registered)
        or (ready_at is not None and _came_of_age(person, local_day(person.application, ready_at), on))
    )


def _has_passport(person: Applicant, registered: Collection[bytes]) -> bool:
    return person.service == Service.NEW and bytes(person.person_key or b"") in registered


def _came_of_age(person: Applicant, then: date, now: date) -> bool:
    """Other papers are asked of an adult."""
    return validity.is_adult(person, then) != validity.is_adult(person, now)


def _problems(people: Sequence[Applicant], on: date, registered: Collection[bytes]) -> Iterator[Problem]:
    yield from (Problem(person, "service", "held_before") for person in people if _has_passport(person, registered))
    billed = {person.pk for person in people}
    for problem in submission.problems(people[0].application, on):
        if problem.applicant.pk in billed:
            yield problem
