"""What is known of people before anybody is asked for money, and what of it stands against asking.

The file was complete when the place was taken; asked again is what can have changed since: a passport entered in the
register, a birthday, a late answer of the population registry. The watchlist is not among it, and never shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mpaspor.stages.applications import eligibility, submission, validity
from mpaspor.stages.applications.days import local_day
from mpaspor.stages.applications.models import REPLACEMENTS, Applicant, Application, Service, Stage
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
    """What was checked before the bill: population, register, age, papers; in this order. One statement."""
    on = local_day(application, at)
    people = [person for person in application.people.all() if person.stage != Stage.CLOSED]
    matched = [person for person in people if person.population_state == Applicant.Population.MATCHED]
    replacing = [person for person in people if person.service in REPLACEMENTS]
    new = [person for person in people if person.service == Service.NEW]
    known = eligibility.background(new) if new else None
    doubtful = [person for person in new if known and _maybe_held(person, on, known)]
    found = [
        Checked("population", tuple(matched)),
        Checked("population", tuple(person for person in people if person not in matched), sure=False),
        Checked("replacing", tuple(replacing)),
        Checked("new", tuple(person for person in new if person not in doubtful)),
        Checked("new", tuple(doubtful), sure=False),
        Checked("age", tuple(person for person in people if person.years in validity.years_allowed(person, on))),
        Checked("papers", tuple(people)),
    ]
    return [one for one in found if one.people]


def _maybe_held(person: Applicant, on: date, known: eligibility.Background) -> bool:
    return any(one.code in {"held_before", "maybe_held"} for one in eligibility.findings(person, on, known))


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
