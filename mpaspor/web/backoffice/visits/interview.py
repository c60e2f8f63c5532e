"""The interview, the photo and ten fingers: one page, for one officer sits with one person."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mpaspor.accounts.roles import Permission
from mpaspor.audit import trail
from mpaspor.core.clock import now
from mpaspor.stages.applications import questions
from mpaspor.stages.visits import interview as interviews
from mpaspor.stages.visits.models import Interview, Visit
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk, refusals, telling
from mpaspor.web.backoffice.refusals import Refusal
from mpaspor.web.backoffice.visits import captured
from mpaspor.web.backoffice.visits.line import visit_of

ASKED = (
    "purpose", "destination", "departure_on", "stay", "destination_address", "destination_contact", "occupation",
    "ever_held", "accompanied_by",
)  # fmt: skip
LONGEST_ANSWER, LONGEST_TEXT = 300, 4000


class Answer(NamedTuple):
    """What was written, and what is said now where it differs."""

    name: str
    label: str
    written: str
    said: str


@may(Permission.VISIT_INTERVIEW)
def interview(request: OfficerRequest, pk: int) -> HttpResponse:
    visit = visit_of(request, pk)
    if request.method == "POST":
        return _record(request, visit)
    trail.saw(visit, "case.seen", by=request.user, at=now())
    return show(request, visit)


def show(
    request: OfficerRequest, visit: Visit, *, refusal: Refusal | None = None, typed: dict[str, Any] | None = None
) -> HttpResponse:
    """The page as it stands now; what was typed and refused stays in its fields."""
    held = Interview.objects.filter(visit=visit).select_related("by").first()
    kept = {**held.notes, "conclusion": held.conclusion} if held else {}
    notes = typed if typed is not None else kept
    facts = {
        "visit": visit,
        "person": visit.applicant,
        "held": held,
        "answers": _answers(visit, notes.get("differs", {}), desk.local_day(request.posting.office)),
        "text": notes.get("text", ""),
        "conclusions": _conclusions(notes.get("conclusion", "")),
        "here": visit.state in interviews.AFTER_THE_PAPERS,
        "camera": captured.of(visit),
    }
    return desk.page(request, "backoffice/visits/interview.html", facts, refusal=refusal)


def _answers(visit: Visit, differs: dict[str, str], on: date) -> list[Answer]:
    told = {question.name: (question, value) for question, value in questions.told(visit.applicant, on)}
    return [
        Answer(name, str(told[name][0].label), telling.answer(*told[name]), differs.get(name, ""))
        for name in ASKED
        if name in told
    ]


class Conclusion(NamedTuple):
    value: str
    label: str
    checked: bool


def _conclusions(chosen: str) -> list[Conclusion]:
    return [Conclusion(one.value, str(one.label), one.value == chosen) for one in Interview.Conclusion]


def _record(request: OfficerRequest, visit: Visit) -> HttpResponse:
    text, conclusion = desk.typed(request, "text", LONGEST_TEXT), desk.typed(request, "conclusion")
    differs = {name: desk.typed(request, f"now_{name}", LONGEST_ANSWER) for name in ASKED}
    typed = {"text": text, "differs": differs, "conclusion": conclusion}
    if conclusion not in Interview.Conclusion.values:
        unsaid = Refusal(_("Pilih kesimpulan"), _("Tidak ada keraguan, atau ada keraguan dengan catatan."))
        return show(request, visit, refusal=unsaid, typed=typed)
    try:
        interviews.record(visit, text, differs, conclusion, by=request.user, at=now())
    except refusals.ANTICIPATED as refused:
        return show(request, visit, refusal=refusals.of(refused), typed=typed)
    messages.success(request, _("Wawancara tersimpan."))
    return redirect("backoffice:interview", visit.pk)
