"""One decision: the evidence, the watchlist's answer for those who decide, and an opinion of one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.cases import adjudicate
from mpaspor.core.clock import now
from mpaspor.stages.applications import requirements
from mpaspor.stages.decisions import adjudication, opinions, screening
from mpaspor.stages.decisions.models import Decision, Reason
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk, refusals
from mpaspor.web.backoffice.decisions import evidence
from mpaspor.web.backoffice.refusals import Refusal

LONGEST_WORDS = 2000
GRANT, REFUSE, PAPERS = "grant", "refuse", "papers"

# Why the form is not hers to fill in.
NOT_YOURS: dict[str, tuple[str | Promise, str | Promise]] = {
    "interviewed": (
        gettext_lazy("Anda mewawancarai orang ini"),
        gettext_lazy("Keputusannya diambil petugas lain, supaya satu orang tidak menilai sendiri."),
    ),
    "given": (
        gettext_lazy("Keputusan Anda sudah tercatat"),
        gettext_lazy("Keputusan kedua diberikan orang lain, tanpa melihat keputusan Anda."),
    ),
    "supervisor": (gettext_lazy("Dua keputusan berbeda"), gettext_lazy("Sekarang kepala seksi yang memutuskan.")),
}


@may(Permission.DECISION_READ)
def decision(request: OfficerRequest, pk: int) -> HttpResponse:
    return show(request, _decision(request, pk))


def _decision(request: OfficerRequest, pk: int) -> Decision:
    decisions = Decision.objects.at(request.posting.office).select_related("applicant__application", "office")
    return get_object_or_404(decisions, pk=pk)


def show(
    request: OfficerRequest, record: Decision, *, refusal: Refusal | None = None, typed: dict[str, Any] | None = None
) -> HttpResponse:
    """The page as it stands now. The watchlist's answer is opened for it, and that look is in the trail."""
    turn = opinions.turn(record, request.user)
    watched = screening.look(record, by=request.user, at=now())
    typed = typed or {}
    facts = {
        "decision": record,
        "person": record.applicant,
        "evidence": evidence.of(record),
        "watched": watched,
        "candidates": [evidence.compared(record.applicant, one) for one in watched.get("candidates", [])],
        "seen": opinions.visible(record, request.user) if record.needs_two or record.is_over else [],
        "turn": turn,
        "not_yours": NOT_YOURS.get(turn),
        "verdicts": _verdicts(typed.get("verdict", "")),
        "reasons": [(one.value, one.label, one.value == typed.get("reason")) for one in Reason],
        "papers": [(kind, label, kind in typed.get("kinds", ())) for kind, label in requirements.LABELS.items()],
        "words": typed.get("words", ""),
        "wanted": [str(requirements.label(kind)) for kind in record.papers],
        "reason": Reason(record.reason).label if record.reason else "",
    }
    return desk.page(request, "backoffice/decisions/adjudication.html", facts, refusal=refusal)


class Verdict(NamedTuple):
    value: str
    label: str | Promise
    key: str
    checked: bool


def _verdicts(chosen: str) -> list[Verdict]:
    labels = ((GRANT, _("Terbitkan")), (REFUSE, _("Tolak, pilih dasar hukum")), (PAPERS, _("Minta dokumen")))
    return [Verdict(value, label, str(at), value == chosen) for at, (value, label) in enumerate(labels, start=1)]


@may(Permission.DECISION_DECIDE)
@require_POST
def opinion(request: OfficerRequest, pk: int) -> HttpResponse:
    record, chosen = _decision(request, pk), desk.typed(request, "verdict")
    typed = {
        "verdict": chosen,
        "reason": desk.typed(request, "reason"),
        "kinds": request.POST.getlist("kinds"),
        "words": desk.typed(request, "words", LONGEST_WORDS),
    }
    act = _acts(request, record, typed).get(chosen)
    if act is None:
        unsaid = Refusal(_("Pilih keputusan"), _("Terbitkan, tolak, atau minta dokumen."))
        return show(request, record, refusal=unsaid, typed=typed)
    try:
        decided = act()
    except refusals.ANTICIPATED as refused:
        return show(request, record, refusal=refusals.of(refused), typed=typed)
    messages.success(request, str(TOLD[decided.state]) % {"name": record.applicant.full_name})
    return redirect("backoffice:decisions")


def _acts(request: OfficerRequest, record: Decision, typed: dict[str, Any]) -> dict[str, Callable[[], Decision]]:
    officer, words, at = request.user, typed["words"], now()
    return {
        GRANT: lambda: adjudicate.grant(record, words, by=officer, at=at),
        REFUSE: lambda: adjudication.refuse(record, typed["reason"], words, by=officer, at=at),
        PAPERS: lambda: adjudication.want_papers(record, typed["kinds"], words, by=officer, at=at),
    }


TOLD: dict[str, str | Promise] = {
    Decision.State.READY: gettext_lazy("Keputusan Anda tentang %(name)s tersimpan; menunggu penelaah lain."),
    Decision.State.GRANTED: gettext_lazy("%(name)s disetujui dan masuk antrean cetak."),
    Decision.State.REFUSED: gettext_lazy("%(name)s ditolak; pemohon diberi tahu alasannya."),
    Decision.State.PAPERS_WANTED: gettext_lazy("Dokumen diminta dari %(name)s."),
}


@may(Permission.DECISION_DECIDE)
@require_POST
def papers_came(request: OfficerRequest, pk: int) -> HttpResponse:
    record = _decision(request, pk)
    try:
        adjudication.papers_came(record, by=request.user, at=now())
    except refusals.ANTICIPATED as refused:
        return show(request, record, refusal=refusals.of(refused))
    return redirect("backoffice:decision", record.pk)
