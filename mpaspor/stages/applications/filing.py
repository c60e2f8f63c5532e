"""Filling in: opening a file, adding people to it, keeping what they answer and what they only typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.core import references
from mpaspor.offices import policy
from mpaspor.offices.models import Office
from mpaspor.stages.applications import keeping, papers, questions
from mpaspor.stages.applications.answers import NotRight
from mpaspor.stages.applications.days import local_day
from mpaspor.stages.applications.keeping import NotDraft
from mpaspor.stages.applications.models import Applicant, Application

__all__ = [
    "HadPlace", "LastPerson", "NotDraft", "NotRight", "TooManyPeople",
    "add_person", "fill_in", "keep_typed", "local_day", "open_application", "remove_person", "reopen", "save_answers",
    "to_show", "where_to_continue",
]  # fmt: skip

LONGEST_TYPED = 1000
_ATTEMPTS = 5


class TooManyPeople(Exception):
    """A file takes no more people than this."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class LastPerson(Exception):
    """A file without people is none: withdraw it instead."""


class HadPlace(Exception):
    """Somebody who had a place or a bill once stays in the books, and so in the file: withdraw it, and file anew."""


def open_application(  # noqa: PLR0913 - the head of a file, by name
    owner: User | None,
    *,
    by: User | None,
    at: datetime,
    language: str = "id",
    email: str = "",
    phone: str = "",
    name: str = "",
    filed_by: User | None = None,
    consent: str = "",
    office: Office | None = None,
    device: bytes | None = None,
) -> Application:
    """A new file with one person in it, of whom nothing is known yet but perhaps the name."""
    application = Application(
        owner=owner, filed_by=filed_by, consent=consent, office=office, language=language,
        contact_name=name, contact_email=email, contact_phone=phone, created_at=at, changed_at=at,
        device=device,
    )  # fmt: skip
    for attempt in reversed(range(_ATTEMPTS)):
        application.reference = references.new_reference()
        try:
            _write_new(application, name, by=by, at=at)
        except IntegrityError:
            # References are drawn; should one be drawn twice in the country's life, it is drawn again.
            if not attempt:
                raise
        else:
            break
    return application


@transaction.atomic
def add_person(application: Application, relation: str, *, by: User | None, at: datetime) -> Applicant:
    """One more person, who shares what the first has answered for all. Raises `TooManyPeople`, `NotDraft`."""
    people = keeping.in_line(application)
    keeping.must_be_open(people)
    limit = policy.number("application.max_people", on=local_day(application, at))
    if len(people) >= limit:
        raise TooManyPeople(limit)
    applicant = Applicant(application=application, order=len(people) + 1)
    keeping.copy_shared(people[0], applicant, local_day(application, at), relation=relation)
    applicant.save(force_insert=True)
    _touch(application, by=by, at=at)
    trail.write(applicant, "applicant.added", by=by, at=at, new={"relation": relation})
    return applicant


@transaction.atomic
def remove_person(applicant: Applicant, *, by: User | None, at: datetime) -> None:
    """Take a person out of the file, papers and all. Raises `LastPerson`, `HadPlace`, `NotDraft`."""
    application = applicant.application
    people = keeping.in_line(application)
    keeping.must_be_open(people)
    if len(people) == 1:
        raise LastPerson
    trail.write(applicant, "applicant.removed", by=by, at=at, old={"order": applicant.order})
    papers.forget(applicant)
    try:
        applicant.delete()
    except ProtectedError as booked:
        raise HadPlace from booked
    # The people behind move up one by one, for a line holds one person at any moment.
    for order, other in enumerate((one for one in people if one.order != applicant.order), start=1):
        if other.order != order:
            Applicant.objects.filter(pk=other.pk).update(order=order)
    _touch(application, by=by, at=at)


def save_answers(applicant: Applicant, step: str, values: Mapping[str, Any], *, by: User | None, at: datetime) -> None:
    """Keep right answers of one step. Raises `answers.NotRight`, and `NotDraft` once a place is held."""
    fill_in(applicant.application, [(applicant, {step: values})], by=by, at=at)


@transaction.atomic
def fill_in(
    application: Application,
    people: Sequence[tuple[Applicant, Mapping[str, Mapping[str, Any]]]],
    *,
    by: User | None,
    at: datetime,
) -> None:
    """Keep the answers of whole people at once: all of them, or none. The first in line first, who answers for all."""
    on = local_day(application, at)
    if any(applicant.order > 1 for applicant, _ in people):
        keeping.in_line(application)
    for applicant, by_step in people:
        changed = keeping.answer(applicant, by_step, on, by=by, at=at)
        if applicant.order == 1 and changed.keys() & set(questions.SHARED):
            everybody = keeping.people_of(application, [one for one, _ in people])
            keeping.follow([one for one in everybody if one.order > 1], changed, on)
    _touch(application, by=by, at=at)


def keep_typed(applicant: Applicant, step: str, raw: Mapping[str, str], *, by: User | None, at: datetime) -> None:
    """Keep what was typed and is not right yet, so that it is there on return. Raises `NotDraft`."""
    del by, at  # what is only typed leaves no entry: it is not an answer, and the person did not give it
    names = {question.name for question in questions.of_step(step)}
    kept = {name: str(text)[:LONGEST_TYPED] for name, text in raw.items() if name in names}

    def change() -> None:
        applicant.typed = {**applicant.typed, step: {**applicant.typed.get(step, {}), **kept}}

    keeping.write(applicant, change)


def to_show(applicant: Applicant, step: str) -> dict[str, Any]:
    """What the form of a step shows: the answers, and over them what was typed last."""
    known = questions.known(applicant)
    answered = {each.name: known[each.name] for each in questions.of_step(step) if each.name in known}
    return {**answered, **applicant.typed.get(step, {})}


def where_to_continue(application: Application, on: date) -> tuple[Applicant | None, str]:
    """The first person and step with something open; (None, "family") when all is answered."""
    people = list(application.people.prefetch_related("documents"))
    for applicant in people:
        still = {question.step for question in questions.still_open(applicant, on)} | set(applicant.typed)
        if papers.missing(applicant, on, people):
            still.add("papers")
        for step in questions.STEPS:
            if step in still:
                return applicant, step
    return None, "family"


@transaction.atomic
def reopen(application: Application, *, by: User | None, at: datetime, why: str = "") -> None:
    """A complete file becomes a draft again. Raises `NotDraft` once a place is held."""
    keeping.must_be_open(keeping.in_line(application))
    application.move(Application.DRAFT, by=by, at=at, why=why, changed_at=at)
    application.people.update(filed=False)


@transaction.atomic
def _write_new(application: Application, name: str, *, by: User | None, at: datetime) -> None:
    application.pk = None
    application.save(force_insert=True)
    Applicant.objects.create(application=application, order=1, full_name=name)
    trail.write(application, "application.opened", by=by, at=at, new={"reference": application.reference})


def _touch(application: Application, *, by: User | None, at: datetime) -> None:
    """Whoever changes a complete file has a draft again."""
    if application.state == Application.READY:
        reopen(application, by=by, at=at, why="changed")
    else:
        Application.objects.filter(pk=application.pk).update(changed_at=at)
        application.changed_at = at
