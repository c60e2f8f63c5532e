"""A witness commits to a secret before entries close, and reveals it after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.core.clock import now
from mpaspor.stages.appointments.draws import refusals, witnesses
from mpaspor.stages.appointments.models import Draw, DrawWitness
from mpaspor.stages.appointments.refusals import Refused
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.headquarters import desk

LONGEST = 1000


@dataclass(frozen=True)
class Duty:
    """What a witness can do for one draw now: commit, wait, reveal, done, or late (she kept silent)."""

    witness: DrawWitness
    phase: str
    typed: str = ""

    @property
    def draw(self) -> Draw:
        return self.witness.draw


@may(Permission.DRAW_WITNESS)
@require_safe
def witnessing(request: CitizenRequest) -> HttpResponse:
    return _show(request)


@may(Permission.DRAW_WITNESS)
@require_POST
def commit(request: CitizenRequest, pk: int) -> HttpResponse:
    """The digest as a shell prints it: what follows the first word is not part of it."""
    witness = _own(request, pk)
    typed = _typed(request, "digest")
    digest = typed.split()[0] if typed.split() else ""
    try:
        witnesses.commit(witness, digest, by=request.user, at=now())
    except (refusals.NotADigest, refusals.NotTheirMoment, refusals.NotTheWitness) as refused:
        return _refused(request, witness, typed, refused)
    messages.success(request, _("Sidik rahasia Anda tercatat dan sudah terlihat publik."))
    return redirect("headquarters:witnessing")


@may(Permission.DRAW_WITNESS)
@require_POST
def reveal(request: CitizenRequest, pk: int) -> HttpResponse:
    witness = _own(request, pk)
    typed = _typed(request, "secret")
    try:
        witnesses.reveal(witness, typed, by=request.user, at=now())
    except (refusals.AnotherSecret, refusals.NotTheirMoment, refusals.NotTheWitness) as refused:
        return _refused(request, witness, typed, refused)
    messages.success(request, _("Rahasia Anda cocok dan sudah terbit."))
    return redirect("headquarters:witnessing")


def phase(witness: DrawWitness, at: datetime) -> str:
    draw = witness.draw
    if draw.state == Draw.State.ANNOUNCED and at < draw.closes_at:
        return "commit"
    if witness.secret:
        return "done"
    if not witness.commitment or at > draw.reveal_by:
        return "late"
    return "reveal" if draw.state == Draw.State.SEALED else "wait"


def _show(
    request: CitizenRequest, typed: dict[int, str] | None = None, refusal: desk.Refusal | None = None
) -> HttpResponse:
    at = now()
    own = DrawWitness.objects.filter(user=request.user).select_related("draw").order_by("-draw__closes_at", "id")
    duties = [Duty(witness, phase(witness, at), (typed or {}).get(witness.pk, "")) for witness in own]
    facts = {
        "open": [duty for duty in duties if duty.phase in {"commit", "reveal"}],
        "over": [duty for duty in duties if duty.phase not in {"commit", "reveal"}],
    }
    return desk.page(request, "headquarters/appointments/witnessing.html", facts, tab="witnessing", refusal=refusal)


def _refused(request: CitizenRequest, witness: DrawWitness, typed: str, refused: Refused) -> HttpResponse:
    status = 409 if isinstance(refused, refusals.NotTheirMoment) else 422
    return _show(request, {witness.pk: typed}, desk.Refusal(_("Belum tercatat"), refused.words, status))


def _own(request: CitizenRequest, pk: int) -> DrawWitness:
    return get_object_or_404(DrawWitness.objects.select_related("draw"), pk=pk, user=request.user)


def _typed(request: CitizenRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "").strip()[:LONGEST]
