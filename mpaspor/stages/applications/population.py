"""The population registry's word on a person (domain 4.4).

Away, it holds nobody up: the file goes on, marked, and is asked about again. Not found, inactive and deceased end here.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.core import turns
from mpaspor.gateways import population as gateway
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.population.port import Answer, Claim, FieldMatch, State
from mpaspor.notifications import outbox
from mpaspor.stages.applications import filing, keeping, names
from mpaspor.stages.applications.models import Applicant, Application, Stage

# Each question costs one of the agency's counted calls.
FRESH_FOR = timedelta(hours=24)
BLOCKING = (State.NOT_FOUND, State.INACTIVE, State.DECEASED)
_COMPARED = ("nik", "full_name", "birth_place", "birth_on", "sex")
_RECHECKED_AT_ONCE = 50


class NothingToAsk(Exception):
    """NIK, name, birth place, birth date or sex is not answered yet."""


def ask(applicant: Applicant, *, at: datetime) -> Answer | None:
    """Ask the registry about a person, outside any transaction; None when it does not answer. Raises `NothingToAsk`."""
    if any(not getattr(applicant, name) for name in _COMPARED):
        raise NothingToAsk
    fresh = applicant.population_asked_at and at - applicant.population_asked_at < FRESH_FOR
    if fresh and applicant.population_state == Applicant.Population.MATCHED:
        return _recalled(applicant)
    try:
        return gateway.registry().verify(_claim(applicant))
    except Unavailable:
        return None


@transaction.atomic
def record(applicant: Applicant, answer: Answer | None, *, by: User | None, at: datetime) -> None:
    """Keep the answer, unless the person has meanwhile said something else about herself."""
    state = Applicant.Population(answer.state) if answer else Applicant.Population.UNCHECKED
    fields = {name: [match.agrees, match.score] for name, match in answer.fields.items()} if answer else {}
    same = {name: getattr(applicant, name) for name in _COMPARED if name != "nik"}
    rows = Applicant.objects.filter(pk=applicant.pk, person_key=applicant.person_key, **same)
    changes = {"population_state": state, "population_answer": fields, "population_asked_at": at}
    if not rows.update(**changes):
        return
    for name, value in changes.items():
        setattr(applicant, name, value)
    trail.write(applicant, "applicant.population", by=by, at=at, new={"population": state})


def recheck(*, at: datetime) -> int:
    """Ask again about everybody the registry could not tell of; how many it told of now. Stops while it is away.

    Whom it says nothing about goes to the end of the line, so that one number it stumbles over holds nobody up.
    """
    waiting = Applicant.objects.filter(
        population_state=Applicant.Population.UNCHECKED, population_asked_at__isnull=False
    ).exclude(stage=Stage.CLOSED)

    def ask_again(applicant: Applicant) -> None:
        answer = ask(applicant, at=at)
        if answer is None:
            waiting.filter(pk=applicant.pk).update(population_asked_at=at)
            raise Unavailable
        settle(applicant, answer, at=at)

    in_line = waiting.select_related("application__office").order_by("population_asked_at")
    return turns.each(in_line[:_RECHECKED_AT_ONCE], ask_again, silence=Unavailable)


@transaction.atomic
def settle(applicant: Applicant, answer: Answer, *, at: datetime) -> None:
    """A late answer: a file that may not go on is a draft again, and its owner is told."""
    application = applicant.application
    if applicant.order > 1:
        keeping.in_line(application)
    record(applicant, answer, by=None, at=at)
    if answer.state not in BLOCKING or applicant.stage != Stage.APPLICATION:
        return
    if application.state == Application.READY:
        filing.reopen(application, by=None, at=at, why=f"population registry: {answer.state}")
    outbox.post("applications/population", application, at=at, person=applicant.full_name, state=str(answer.state))


def _claim(applicant: Applicant) -> Claim:
    if applicant.birth_on is None:
        raise NothingToAsk
    return Claim(
        nik=applicant.nik,
        full_name=names.tidy(applicant.full_name),
        birth_place=applicant.birth_place.upper(),
        birth_on=applicant.birth_on,
        sex=applicant.sex,
        kk=applicant.kk or None,
        mother_name=applicant.answers.get("mother_name") or None,
    )


def _recalled(applicant: Applicant) -> Answer:
    fields = {name: FieldMatch(agrees, score) for name, (agrees, score) in applicant.population_answer.items()}
    return Answer(State.MATCHED, fields)
