"""The originals on the counter beside what was uploaded: a verdict for each paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.audit.models import Entry
from mpaspor.stages.applications import papers
from mpaspor.stages.applications.models import Document
from mpaspor.stages.visits.models import Visit

AT_THE_COUNTER = (Visit.State.CALLED, Visit.State.EXAMINED, Visit.State.INTERVIEWED)


class NotAtTheCounter(Exception):
    """The person has not been called, or has gone already."""


class NotThisPerson(Exception):
    """The paper belongs to somebody else."""


class NoteNeeded(Exception):
    """A paper that differs or is missing needs a word on what is wrong with it."""


class Undecided(Exception):
    """Some papers have no verdict yet, or are not there at all."""

    def __init__(self, kinds: list[str]) -> None:
        super().__init__(", ".join(kinds))
        self.kinds = kinds


def judge(visit: Visit, document: Document, verdict: str, note: str = "", *, by: User | None, at: datetime) -> None:
    judge_all(visit, [document], verdict, note, by=by, at=at)


@transaction.atomic
def judge_all(
    visit: Visit, documents: Sequence[Document], verdict: str, note: str = "", *, by: User | None, at: datetime
) -> None:
    """The same verdict for several papers of the visitor."""
    _at_the_counter(visit)
    verdict, note = Document.Verdict(verdict), note.strip()
    if verdict != Document.Verdict.SAME and not note:
        raise NoteNeeded
    for document in documents:
        if document.applicant_id != visit.applicant_id:
            raise NotThisPerson
    before = {document.pk: document.verdict for document in documents}
    Document.objects.filter(pk__in=before).update(verdict=verdict, verdict_note=note)
    for document in documents:
        document.applicant = visit.applicant
        document.verdict, document.verdict_note = verdict, note
    Entry.objects.bulk_create(
        trail.entry(
            document,
            "document.judged",
            by=by,
            at=at,
            why=note,
            old={"verdict": before[document.pk]} if before[document.pk] else None,
            new={"kind": document.kind, "verdict": str(verdict)},
        )
        for document in documents
    )


def replace(visit: Visit, kind: str, data: bytes, name: str, *, by: User | None, at: datetime) -> Document:
    """Photograph the original at the counter: it takes the upload's place and needs no further look.

    Raises what `papers.receive` raises.
    """
    _at_the_counter(visit)
    document = papers.receive(visit.applicant, kind, data, name, by=by, at=at, original=True)
    judge(visit, document, Document.Verdict.SAME, by=by, at=at)
    return document


def undecided(visit: Visit, on: date) -> list[str]:
    """Kinds of paper that are asked for and not there, or have no verdict yet."""
    return [row.paper.kind for row in papers.rows(visit.applicant, on) if _is_open(row, visit)]


@transaction.atomic
def finish(visit: Visit, *, by: User | None, at: datetime) -> None:
    """On to the interview, once every paper has its verdict. What differs stays visible to who decides."""
    left = undecided(visit, at.astimezone(visit.office.zoneinfo).date())
    if left:
        raise Undecided(left)
    visit.move(Visit.State.EXAMINED, by=by, at=at)


def _is_open(row: papers.Row, visit: Visit) -> bool:
    if row.document is None:
        return row.paper.required and not row.paper.lent_by
    return row.document.applicant_id == visit.applicant_id and not row.document.verdict


def _at_the_counter(visit: Visit) -> None:
    if visit.state not in AT_THE_COUNTER:
        raise NotAtTheCounter
