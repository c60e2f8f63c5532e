"""How far a refund has come, as a small timeline. The name a bank gave is not told here: it may be somebody else's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mpaspor.core import dates
from mpaspor.stages.applications import names
from mpaspor.stages.payments.models import Refund
from mpaspor.web.templatetags.telling import language

State = Refund.State
# How many steps are behind it in each state; of a bounced one the money was on its way.
BEHIND = {State.REQUESTED: 1, State.CHECKED: 3, State.APPROVED: 4, State.BOUNCED: 4, State.PAID: 5}


@dataclass(frozen=True, slots=True)
class Step:
    """`mark` as in components/step.html."""

    mark: str
    title: str | Promise
    note: str


def steps(refund: Refund, zone: str) -> list[Step]:
    """Asked for, the bank asked, checked by one, approved by another, sent; one that was declined ends earlier."""
    begun = Step("done", _("Pengembalian diminta"), _when(refund.requested_at, zone))
    if refund.state == State.DECLINED:
        title = _("Tidak dikabulkan") if refund.why else _("Anda menarik permintaan ini")
        return [begun, Step("wrong" if refund.why else "next", title, refund.why or _when(refund.declined_at, zone))]
    return [begun, _account(refund, zone), *_officers(refund, zone), _sent(refund, zone)]


def _account(refund: Refund, zone: str) -> Step:
    title = _("Rekening ditanyakan ke bank")
    if refund.named_at is None:
        return Step("now", title, _("Biasanya dalam beberapa menit."))
    if not refund.named:
        return Step("wrong", title, _("Bank tidak menemukan rekening ini. Perbaiki nomornya."))
    if names.same_name(refund.holder, refund.named):
        return Step("done", title, _when(refund.named_at, zone))
    return Step("done", title, _("Namanya berbeda dengan yang Anda tulis; petugas memeriksanya lebih teliti."))


def _officers(refund: Refund, zone: str) -> list[Step]:
    behind = BEHIND[State(refund.state)]
    waits = refund.state == State.REQUESTED and bool(refund.named)
    first = "done" if behind > 2 else "now" if waits else "next"
    second = "done" if behind > 3 else "now" if behind == 3 else "next"
    approved_at = refund.approved_at if behind > 3 else None
    return [
        Step(first, _("Diperiksa petugas"), _when(refund.checked_at, zone)),
        Step(second, _("Disetujui petugas kedua"), _when(approved_at, zone)),
    ]


def _sent(refund: Refund, zone: str) -> Step:
    if refund.state == State.BOUNCED:
        said = _("Bank menolak: %(why)s. Perbaiki rekeningnya.") % {"why": refund.why}
        return Step("wrong", _("Dikirim ke rekening"), said)
    mark = {State.PAID: "done", State.APPROVED: "now"}.get(State(refund.state), "next")
    return Step(mark, _("Dikirim ke rekening"), _when(refund.paid_at, zone))


def _when(at: datetime | None, zone: str) -> str:
    return dates.moment(at, zone, language()) if at else ""
