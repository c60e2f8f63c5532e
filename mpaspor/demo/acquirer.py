"""The acquirer's list of a day as a file: without it no day with QRIS is whole, and in a demo nobody else has one."""

from __future__ import annotations

from datetime import date

from mpaspor.gateways import qris
from mpaspor.gateways.qris.port import QrStatus
from mpaspor.stages.payments import statement_files
from mpaspor.stages.payments.notices import ACQUIRER
from mpaspor.stages.payments.statement_files import Line


def day(on: date) -> bytes:
    """What the pretend acquirer itself says it took, in the form a treasurer uploads. Raises `Unavailable`."""
    return statement_files.write(ACQUIRER, on, [_line(status) for status in qris.scanner().day(on)])


def _line(status: QrStatus) -> Line:
    assert status.amount, "only what was paid is on its list"
    assert status.paid_at, "only what was paid is on its list"
    return Line(
        number=status.reference,
        code=status.reference.partition("-")[0],
        amount=status.amount,
        channel=status.issuer,
        reference=status.rrn,
        paid_at=status.paid_at,
    )
