"""Deciding.

One officer who did not interview; two when the watchlist knows somebody alike; the section's head when they differ.
Every refusal has a coded reason and words for the applicant.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.core import dates
from mpaspor.notifications import outbox
from mpaspor.offices import policy
from mpaspor.stages.applications import papers, requirements
from mpaspor.stages.applications.models import Applicant, Document, Stage
from mpaspor.stages.decisions import opinions
from mpaspor.stages.decisions.models import Decision, Opinion, Reason
from mpaspor.stages.decisions.opinions import Turn
from mpaspor.stages.payments import outcomes


class AlreadyDecided(Exception):
    """There is nothing to decide: it was decided, is still screened, or waits for papers."""


class InterviewedYourself(Exception):
    """Whoever interviewed does not decide."""


class OpinionGiven(Exception):
    """One person has one opinion; the second look is somebody else's."""


class SupervisorNeeded(Exception):
    """Two opinions differ: only the section's head may decide now."""


class ReasonNeeded(Exception):
    """A refusal names one of the reasons the law knows."""


class WordsNeeded(Exception):
    """The applicant must be told in words."""


class UnknownPaper(Exception):
    """Only papers of the list of requirements can be asked for, and at least one."""

    def __init__(self, kinds: list[str]) -> None:
        super().__init__(", ".join(kinds))
        self.kinds = kinds


class NotWanted(Exception):
    """Nobody asked for this paper."""


class PapersMissing(Exception):
    """Not every paper that was asked for has come."""

    def __init__(self, kinds: list[str]) -> None:
        super().__init__(", ".join(kinds))
        self.kinds = kinds


FEE_AFTER = {
    Applicant.Close.REFUSED: outcomes.Cause.REFUSED,
    Applicant.Close.INCOMPLETE: outcomes.Cause.INCOMPLETE,
}
REFUSED_TURNS: dict[Turn, type[Exception]] = {
    "decided": AlreadyDecided,
    "interviewed": InterviewedYourself,
    "given": OpinionGiven,
    "supervisor": SupervisorNeeded,
}


@transaction.atomic
def grant(decision: Decision, words: str, *, by: User, at: datetime) -> Decision:
    """An opinion for the applicant. The decision stays ready while another opinion is needed."""
    given = _opinion(decision, Opinion.Verdict.GRANT, "", words.strip(), by=by, at=at)
    if _decides(decision, given):
        decision.move(Decision.State.GRANTED, by=by, at=at, decided_at=at)
    return decision


@transaction.atomic
def refuse(decision: Decision, reason: str, words: str, *, by: User, at: datetime) -> Decision:
    """An opinion against the applicant. The decision stays ready while another opinion is needed."""
    if reason not in Reason.values:
        raise ReasonNeeded
    if not words.strip():
        raise WordsNeeded
    given = _opinion(decision, Opinion.Verdict.REFUSE, reason, words.strip(), by=by, at=at)
    if _decides(decision, given):
        _refused(decision, reason, words.strip(), Applicant.Close.REFUSED, by=by, at=at)
    return decision


@transaction.atomic
def want_papers(decision: Decision, kinds: Sequence[str], words: str, *, by: User, at: datetime) -> Decision:
    """Ask for papers; the applicant has the days of policy to bring them, the last one included."""
    _may(decision, by)
    unknown = [kind for kind in kinds if kind not in requirements.LABELS]
    if unknown or not kinds:
        raise UnknownPaper(unknown)
    on = at.astimezone(decision.office.zoneinfo).date()
    until = on + timedelta(days=policy.number("documents.completion_days", on=on, office_id=decision.office_id))
    decision.move(
        Decision.State.PAPERS_WANTED,
        by=by,
        at=at,
        papers=list(dict.fromkeys(kinds)),
        words=words.strip(),
        papers_asked_at=at,
        papers_until=until,
    )
    application = decision.applicant.application
    with translation.override(application.language):
        labels = [str(requirements.label(kind)) for kind in decision.papers]
    _tell(decision, "decisions/papers_wanted", at, papers=labels, day=dates.day(until, None, application.language))
    return decision


@transaction.atomic
def papers_came(decision: Decision, *, by: User | None, at: datetime) -> Decision:
    """Everything that was asked for is there: back to those who decide."""
    if decision.state != Decision.State.PAPERS_WANTED:
        raise AlreadyDecided
    absent = papers_absent(decision)
    if absent:
        raise PapersMissing(absent)
    decision.move(Decision.State.READY, by=by, at=at)
    return decision


def papers_absent(decision: Decision) -> list[str]:
    """Kinds asked for that were not uploaded since."""
    came = set(
        Document.objects.filter(
            applicant=decision.applicant_id, kind__in=decision.papers, uploaded_at__gte=decision.papers_asked_at
        ).values_list("kind", flat=True)
    )
    return [kind for kind in decision.papers if kind not in came]


def bring(decision: Decision, kind: str, data: bytes, name: str, *, by: User | None, at: datetime) -> Document:
    """One of the papers asked for; the last of them takes the file back to those who decide.

    Raises `NotWanted`, and what `papers.receive` raises.
    """
    if decision.state != Decision.State.PAPERS_WANTED or kind not in decision.papers:
        raise NotWanted
    document = papers.receive(decision.applicant, kind, data, name, by=by, at=at, also=decision.papers)
    if not papers_absent(decision):
        papers_came(decision, by=by, at=at)
    return document


def waited_in_vain(at: datetime) -> list[Decision]:
    """Those whose last day to bring papers is over by their office's clock."""
    waiting = Decision.objects.filter(state=Decision.State.PAPERS_WANTED, papers_until__lte=at.date())
    return [
        decision
        for decision in waiting.select_related("applicant__application", "office")
        if decision.papers_until and decision.papers_until < at.astimezone(decision.office.zoneinfo).date()
    ]


@transaction.atomic
def end_waiting(decision: Decision, *, at: datetime) -> None:
    """The days to bring papers are over (domain 1.13). The rule refuses, not a view of the person.

    Papers that did come go to those who decide, even if nobody had said so.
    """
    if not papers_absent(decision):
        papers_came(decision, by=None, at=at)
        return
    with translation.override(decision.applicant.application.language):
        words = str(Reason.INCOMPLETE_PAPERS.label)
    _refused(decision, Reason.INCOMPLETE_PAPERS, words, Applicant.Close.INCOMPLETE, by=None, at=at)


def _may(decision: Decision, by: User) -> None:
    refusal = REFUSED_TURNS.get(opinions.turn(decision, by))
    if refusal:
        raise refusal


def _opinion(
    decision: Decision, verdict: Opinion.Verdict, reason: str, words: str, *, by: User, at: datetime
) -> list[Opinion]:
    """Record a view; all views so far, this one last. Two who speak at once wait for one another here."""
    if decision.needs_two:
        Decision.objects.select_for_update().filter(pk=decision.pk).values_list("pk").get()
    _may(decision, by)
    opinion = Opinion.objects.create(decision=decision, by=by, at=at, verdict=verdict, reason=reason, words=words)
    trail.write(opinion, "opinion.given", by=by, at=at, new={"decision": decision.pk})
    return [*decision.opinions.exclude(pk=opinion.pk), opinion] if decision.needs_two else [opinion]


def _decides(decision: Decision, given: list[Opinion]) -> bool:
    """One is enough, or two that agree, or the third who settles a difference."""
    if not decision.needs_two:
        return True
    return len(given) > 2 or (len(given) == 2 and not opinions.differ(given))


def _refused(
    decision: Decision, reason: str, words: str, close: Applicant.Close, *, by: User | None, at: datetime
) -> None:
    decision.move(Decision.State.REFUSED, by=by, at=at, reason=reason, words=words, decided_at=at)
    decision.applicant.move(Stage.CLOSED, by=by, at=at, why=close, close_reason=close)
    found = outcomes.of([decision.applicant], FEE_AFTER[close], by=by, at=at, reason=reason)
    fee = outcomes.told(found, decision.applicant.application.language)
    with translation.override(decision.applicant.application.language):
        label = str(Reason(reason).label)
    _tell(decision, "decisions/refused", at, reason=label, words=words, fee=fee)


def _tell(decision: Decision, kind: str, at: datetime, **facts: object) -> None:
    person = decision.applicant.full_name
    outbox.post(kind, decision.applicant.application, at=at, person=person, office=decision.office.name, **facts)
