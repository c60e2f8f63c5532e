"""One question: the evidence, bills whose codes are almost the one that was typed, and what is done with the money."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.audit import trail
from mpaspor.audit.models import Entry, Kind
from mpaspor.core import references
from mpaspor.core.clock import now
from mpaspor.gateways.payout.port import Account
from mpaspor.stages.applications import names
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments import jobs, questions, receiving_banks
from mpaspor.stages.payments.models import Question, StatementLine
from mpaspor.stages.payments.questions import Suggestion
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.headquarters import desk
from mpaspor.web.headquarters.questions import listing, refusals

LONGEST = 300
FIELDS = ("reference", "why", "bank", "account", "holder", "how")


class NoSuchFile(Exception):
    """No application has this reference."""


class Near(NamedTuple):
    """A suggestion, and why it is one."""

    suggestion: Suggestion
    why: str
    payer: str


@may(Permission.MONEY_OF_ALL)
@require_safe
def question(request: CitizenRequest, pk: int) -> HttpResponse:
    return show(request, get_object_or_404(listing.known(), pk=pk))


@may(Permission.QUESTION_ANSWER)
@require_POST
def owner(request: CitizenRequest, pk: int) -> HttpResponse:
    """It is hers to look into."""
    found = get_object_or_404(listing.known(), pk=pk)
    return act(request, found, lambda: questions.take(found, by=request.user, at=now()), _("Anda yang menangani."))


@may(Permission.QUESTION_ANSWER)
@require_POST
def answer(request: CitizenRequest, pk: int) -> HttpResponse:
    """Its owner is found: it is a credit of this file."""
    found, said = get_object_or_404(listing.known(), pk=pk), typed(request)

    def credit() -> object:
        return questions.answer(found, _file(said["reference"]), said["why"], by=request.user, at=now())

    return act(request, found, credit, _("Uang ini sekarang saldo pemohon, dan ia diberi tahu."))


@may(Permission.QUESTION_ANSWER)
@require_POST
def sending_back(request: CitizenRequest, pk: int) -> HttpResponse:
    """Where it came from; another person approves."""
    found, said = get_object_or_404(listing.known(), pk=pk), typed(request)

    @transaction.atomic
    def send_back() -> None:
        to = Account(said["bank"], said["account"], said["holder"])
        refund = questions.send_back(found, to, said["how"], by=request.user, at=now())
        jobs.ask_about_account.defer(refund_id=refund.pk)

    return act(request, found, send_back, _("Tercatat. Bank ditanya tentang rekening itu, lalu dua orang memutuskan."))


def act(request: CitizenRequest, found: Question, do: Callable[[], object], told: str) -> HttpResponse:
    """Do it and show the question as it stands then, or say why not and keep what was typed."""
    try:
        do()
    except NoSuchFile:
        refusal = desk.Refusal(_("Permohonan tidak ditemukan"), _("Tulis nomor permohonan, misalnya 7KQ2-M9XD."))
        return show(request, found, refusal=refusal)
    except refusals.ANTICIPATED as refused:
        again = get_object_or_404(listing.known(), pk=found.pk)
        return show(request, again, refusal=refusals.WORDS[type(refused)])
    messages.success(request, told)
    return redirect("headquarters:question", found.pk)


def show(request: CitizenRequest, found: Question, *, refusal: desk.Refusal | None = None) -> HttpResponse:
    is_open = found.state == Question.State.OPEN
    refund = listing.refund_of(found)
    said = typed(request)
    facts = {
        "question": found,
        "payment": found.payment,
        "lines": list(StatementLine.objects.filter(payment=found.payment_id).select_related("statement")),
        "near": near(request, found) if is_open else [],
        "refund": refund,
        "going_back": refund is not None and refund.state != refund.State.DECLINED,
        "same_name": refund is not None and names.same_name(refund.holder, refund.named),
        "mine": found.taken_by_id == request.user.pk,
        "asked_by_me": refund is not None and refund.requested_by_id == request.user.pk,
        "checked_by_me": refund is not None and refund.checked_by_id == request.user.pk,
        "banks": receiving_banks.BANKS.items(),
        "typed": said | ({"reference": request.GET.get("reference", "")[:LONGEST]} if request.method != "POST" else {}),
        "days_old": (now() - found.opened_at).days,
    }
    return desk.page(request, "headquarters/questions/question.html", facts, tab="questions", refusal=refusal)


def typed(request: CitizenRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "").replace("\x00", "").strip()[:LONGEST] for name in FIELDS}


def near(request: CitizenRequest, found: Question) -> list[Near]:
    """Suggestions with the payer's name; that the centre saw it stands in the trail of each file."""
    suggestions = questions.suggestions(found.payment)
    Entry.objects.bulk_create(
        trail.entry(one.bill, "bill.seen", by=request.user, at=now(), kind=Kind.SEEN, why=str(_("uang tanpa pemilik")))
        for one in suggestions
    )
    return [Near(one, _why(one, found.payment.code), one.bill.payer) for one in suggestions]


def _why(one: Suggestion, code: str) -> str:
    facts = {
        "place": one.place,
        "typed": code[one.place - 1 : one.place],
        "right": one.bill.code[one.place - 1 : one.place],
    }
    if one.kind == "swapped":
        return _("Angka ke-%(place)s dan sesudahnya tertukar.") % facts
    if one.kind == "missing":
        return _("Satu angka kurang: ke-%(place)s, mestinya %(right)s.") % facts
    if one.kind == "more":
        return _("Satu angka lebih: ke-%(place)s, %(typed)s.") % facts
    return _("Satu angka berbeda: ke-%(place)s ditulis %(typed)s, mestinya %(right)s.") % facts


def _file(reference: str) -> Application:
    if not references.is_valid(reference):
        raise NoSuchFile
    found = Application.objects.filter(reference=references.normalise(reference)).first()
    if found is None:
        raise NoSuchFile
    return found
