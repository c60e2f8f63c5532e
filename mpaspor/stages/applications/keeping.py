"""Writing a person's answers so that nothing kept meanwhile, in another tab or by an officer, is lost.

The row carries a revision: an update holds only if nobody changed it since it was read; otherwise it is read again and
the new answers are laid over what is there now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from mpaspor.accounts.models import User
from mpaspor.audit import states, trail
from mpaspor.stages.applications import answers, landing, questions
from mpaspor.stages.applications.models import Applicant, Application, Stage

FIELDS = (
    *questions.COLUMNS, "service", "married", "person_key", "answers", "typed", "steps_done",
    "population_state", "population_answer", "population_asked_at",
)  # fmt: skip
_ATTEMPTS = 5


class NotDraft(Exception):
    """A place is held or more has happened: answers are no longer changed here."""


def must_be_open(people: Iterable[Applicant]) -> None:
    """Raises `NotDraft` unless all are still filling in."""
    if any(one.stage != Stage.APPLICATION for one in people):
        raise NotDraft


def in_line(application: Application) -> list[Applicant]:
    """The people of the file as they are now, locked in their order, so that two acts on one family never meet head on.

    Whoever is going to write to more than one of them, or not to the first, asks this before anything else.
    """
    return list(application.people.select_for_update(no_key=True).order_by("order"))


def answer(
    applicant: Applicant, by_step: Mapping[str, Mapping[str, Any]], on: date, *, by: User | None, at: datetime
) -> dict[str, tuple[Any, Any]]:
    """Lay answers over the person's own; what changed, as {name: (old, new)}. Raises `answers.NotRight`, `NotDraft`."""
    changed: dict[str, tuple[Any, Any]] = {}

    def change() -> None:
        before = questions.known(applicant)
        for step, values in by_step.items():
            right = answers.accept(applicant, step, values, on)
            names = landing.put(applicant, right, on)
            still_typed = {name: text for name, text in applicant.typed.get(step, {}).items() if name not in values}
            applicant.typed = _without_empty({**applicant.typed, step: still_typed})
            changed.update({name: (before.get(name), None) for name in names})
        after = questions.known(applicant)
        changed.update({name: (old, after.get(name)) for name, (old, _) in changed.items()})

    write(applicant, change)
    if changed:
        # Names of questions only: the trail is not sealed from readers' eyes, the answers are.
        facts = {"steps": list(by_step), "answers": sorted(changed)}
        trail.write(applicant, "applicant.answered", by=by, at=at, new=facts)
    return changed


def follow(others: Sequence[Applicant], changed: Mapping[str, tuple[Any, Any]], on: date) -> None:
    """People who had the first person's old answer to a shared question, or none, have the new one."""
    shared = {name: pair for name, pair in changed.items() if name in questions.SHARED}
    for other in others:
        own = questions.known(other)
        taken = {name: new for name, (old, new) in shared.items() if own.get(name) in (None, old)}
        if taken:
            write(other, _laying(other, taken, on))


def copy_shared(first: Applicant, applicant: Applicant, on: date, *, relation: str) -> None:
    """Somebody added to the file begins with what was answered for all (in memory)."""
    given = questions.known(first)
    values = {name: given[name] for name in questions.SHARED if name in given}
    landing.put(applicant, {**values, "relation": relation}, on)


def write(applicant: Applicant, change: Callable[[], None]) -> None:
    """Make `change` on the record in memory and keep it; it may be made again on a fresher reading.

    Raises `NotDraft`. A refusal inside `change` leaves the record as it was.
    """
    must_be_open([applicant])
    for _attempt in range(_ATTEMPTS):
        before = {name: getattr(applicant, name) for name in FIELDS}
        try:
            change()
        except Exception:
            for name, value in before.items():
                setattr(applicant, name, value)
            raise
        if _stored(applicant):
            return
        applicant.refresh_from_db(fields=[*FIELDS, "revision", "stage"])
        must_be_open([applicant])
    message = f"applicant {applicant.pk} changed {_ATTEMPTS} times meanwhile"
    raise states.StateChanged(message)


def people_of(application: Application, held: Iterable[Applicant]) -> list[Applicant]:
    """The people of the file in order; those the caller holds already are the same objects."""
    by_key = {one.pk: one for one in held}
    return [by_key.get(one.pk, one) for one in application.people.all()]


def _stored(applicant: Applicant) -> bool:
    seen = applicant.revision
    rows = Applicant.objects.filter(pk=applicant.pk, revision=seen, stage=Stage.APPLICATION)
    values = {name: getattr(applicant, name) for name in FIELDS}
    if not rows.update(**values, revision=seen + 1):
        return False
    applicant.revision = seen + 1
    return True


def _laying(applicant: Applicant, values: Mapping[str, Any], on: date) -> Callable[[], None]:
    def change() -> None:
        landing.put(applicant, values, on)

    return change


def _without_empty(typed: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {step: texts for step, texts in typed.items() if texts}
