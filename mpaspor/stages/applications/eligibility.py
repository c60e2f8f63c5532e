"""May this person ask for this passport here? Asked before any money: what blocks, and what to look at again."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.offices import policy
from mpaspor.stages.applications import bap, keeping, landing, names, nik, questions, register
from mpaspor.stages.applications import choices as c
from mpaspor.stages.applications.days import local_day
from mpaspor.stages.applications.findings import Finding
from mpaspor.stages.applications.models import AT_THE_DESK, Applicant, Bap, IssuedPassport, Service, Stage
from mpaspor.stages.applications.validity import is_adult, latest_expiry, years_after, years_allowed

__all__ = ["Background", "Finding", "background", "findings", "is_adult", "settle_service", "years_allowed"]

# Saudi Arabia's own rule: names on the visa (domain 1.4).
_WORDS_NEEDED = {"haj": 3, "umrah": 2}


@dataclass(frozen=True)
class Background:
    """What the house knows about people beyond their own answers."""

    issued: Sequence[IssuedPassport]
    # NIK -> (reference, owner's key) of the file it is active in; another file than theirs.
    active: dict[bytes, tuple[str, int | None]]
    in_file: Sequence[bytes]


def background(people: Sequence[Applicant]) -> Background:
    """Look up several people of one file, in two statements."""
    keys = [register.keys_of(one) for one in people]
    known = [person for person, _ in keys if person]
    return Background(issued=register.issued_to_any(keys), active=_active(known, people), in_file=known)


def _active(known: Sequence[bytes], people: Sequence[Applicant]) -> dict[bytes, tuple[str, int | None]]:
    if not known:
        return {}
    rows = Applicant.objects.filter(person_key__in=known, filed=True).exclude(stage=Stage.CLOSED)
    others = rows.exclude(application_id=people[0].application_id)
    found = others.values_list("person_key", "application__reference", "application__owner_id")
    return {bytes(person): (reference, owner) for person, reference, owner in found if person}


def findings(applicant: Applicant, on: date, known: Background | None = None) -> list[Finding]:
    """Everything the rules of the day say about a person; what blocks comes first."""
    known = known or background(list(applicant.application.people.all()))
    found = [
        *_service(applicant, on, known),
        *_number(applicant, known),
        *_name(applicant),
        *_population(applicant),
        *_journey(applicant, on),
    ]
    return sorted(found, key=lambda one: not one.blocks)


def settle_service(applicant: Applicant, *, by: User | None, at: datetime) -> IssuedPassport | None:
    """Make "new" a replacement when the register knows the NIK; the passport it knows, or None.

    A likeness of name and birth date alone changes nothing: it may be somebody else.
    """
    of_person, of_name = register.keys_of(applicant)
    old = register.issued_to(of_person, None) if of_person else None
    if old is None or applicant.service not in (Service.NEW, ""):
        return old
    on = local_day(applicant.application, at)
    values: dict[str, Any] = {"ever_held": c.YES, "condition": Service.EXPIRED.value}
    if bytes(old.name_key) == of_name:
        # Whoever knows only the number is told no more than that a passport exists.
        values |= {"old_issued_on": old.issued_on, "old_expires_on": old.expires_on, "old_office": old.office_name}
        values |= {"old_issued_in": "indonesia"}
    with transaction.atomic():
        keeping.write(applicant, lambda: _lay(applicant, values, on))
        why = "the register of issued passports knows this NIK"
        old_and_new = {"old": {"service": "new"}, "new": {"service": "expired"}}
        trail.write(applicant, "applicant.service", by=by, at=at, why=why, **old_and_new)
    return old


def _lay(applicant: Applicant, values: dict[str, Any], on: date) -> None:
    landing.put(applicant, values, on)


def _service(applicant: Applicant, on: date, known: Background) -> Iterator[Finding]:
    if applicant.service in AT_THE_DESK:
        yield from _examined(applicant)
    if applicant.years and applicant.birth_on and applicant.years not in years_allowed(applicant, on):
        yield Finding(
            "years_not_allowed", blocks=True, step="service", values={"age": policy.number("adult.age", on=on)}
        )
    of_person, of_name = register.keys_of(applicant)
    old = register.latest(known.issued, of_person, of_name)
    if old and of_person and bytes(old.person_key) == of_person:
        values = {"issued_on": old.issued_on, "expires_on": old.expires_on, "office": old.office_name}
        sure = bytes(old.name_key) == of_name
        if sure:
            yield Finding("held_before", blocks=False, step="service", values=values)
        else:
            yield Finding("held_before_otherwise", blocks=False, step="identity")
    elif old and applicant.service == Service.NEW:
        yield Finding("maybe_held", blocks=False, step="service")
    expires_on = questions.known(applicant).get("old_expires_on")
    if applicant.service == Service.EXPIRED and expires_on:
        months = policy.number("replacement.months_before_expiry", on=on)
        from_on = _months_before(expires_on, months)
        if on < from_on:
            values = {"expires_on": expires_on, "from_on": from_on}
            yield Finding("replacement_early", blocks=False, step="service", values=values)


def _examined(applicant: Applicant) -> Iterator[Finding]:
    """Domain 1.19: the examination first; who is not at a desk yet is sent there."""
    held = bap.of(applicant)
    if held is None:
        code = "bap_missing" if applicant.application.filed_by_id else f"desk_{applicant.service}"
        yield Finding(code, blocks=True, step="service")
    elif held.outcome == Bap.Outcome.REFUSED:
        values = {"number": held.number, "held_on": held.held_on, "why": held.why}
        yield Finding("bap_refused", blocks=True, step="service", values=values)


def _number(applicant: Applicant, known: Background) -> Iterator[Finding]:
    if not applicant.nik:
        return
    if nik.problem(applicant.nik):
        yield Finding("nik_unusable", blocks=True, step="identity")
        return
    key = register.person_key(applicant.nik)
    if key in known.active:
        reference, owner = known.active[key]
        own = owner is not None and owner == applicant.application.owner_id
        values = {"reference": reference if own else ""}
        yield Finding("active_application", blocks=True, step="identity", values=values)
    if list(known.in_file).count(key) > 1:
        yield Finding("same_person_twice", blocks=True, step="identity")
    for name in nik.disagreements(applicant.nik, applicant.birth_on, applicant.sex):
        yield Finding(f"nik_{name}", blocks=False, step="identity")


def _name(applicant: Applicant) -> Iterator[Finding]:
    for code in names.warnings(applicant.full_name):
        yield Finding(f"name_{code}", blocks=False, step="who")
    needed = _WORDS_NEEDED.get(applicant.answers.get("purpose", ""), 0)
    if applicant.full_name and len(names.tidy(applicant.full_name).split()) < needed:
        yield Finding("name_few_words", blocks=False, step="service", values={"needed": needed})


def _population(applicant: Applicant) -> Iterator[Finding]:
    states = Applicant.Population
    state = applicant.population_state
    if state in (states.NOT_FOUND, states.INACTIVE, states.DECEASED):
        yield Finding(f"population_{state}", blocks=True, step="identity")
    elif state == states.DIFFERS:
        differing = [name for name, (agrees, _score) in applicant.population_answer.items() if not agrees]
        yield Finding("population_differs", blocks=False, step="identity", values={"fields": differing})
    elif state == states.UNCHECKED and applicant.population_asked_at:
        yield Finding("population_unchecked", blocks=False, step="identity")


def _journey(applicant: Applicant, on: date) -> Iterator[Finding]:
    departure_on = questions.known(applicant).get("departure_on")
    days = policy.number("issue.working_days", on=on)
    # Working days take at least so many days; whether a holiday lies between, the place chosen will tell.
    if departure_on and departure_on <= on + timedelta(days=days):
        values = {"days": days, "departure_on": departure_on}
        yield Finding("departure_soon", blocks=False, step="service", values=values)
    last = latest_expiry(applicant, on)
    if last and years_after(on, applicant.years or 0) > last:
        yield Finding("dual_nationality", blocks=False, step="identity", values={"last": last})


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
