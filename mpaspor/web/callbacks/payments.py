"""What a bank tells and asks us: a bill was paid; whose bill is this, and how much."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import JsonResponse

from mpaspor.core.clock import now
from mpaspor.gateways.banks import notices
from mpaspor.gateways.banks.port import PaymentNotice
from mpaspor.stages.payments import notices as arrivals
from mpaspor.stages.payments import settlement
from mpaspor.stages.payments.models import Bill
from mpaspor.web.callbacks.replies import Refused, Service
from mpaspor.web.callbacks.signed import by_bank

INQUIRY, PAYMENT = Service("24"), Service("25")


@by_bank(PAYMENT)
def payment(content: dict[str, Any]) -> JsonResponse:
    """Money was taken. Noted before it is acknowledged; told again, it is acknowledged again."""
    try:
        settlement.receive(arrivals.of_bank(_notice(content)), at=now())
    except settlement.Inconsistent as before:
        raise Refused(HTTPStatus.NOT_FOUND, "18", "Inconsistent Request") from before
    return PAYMENT.done()


@by_bank(INQUIRY)
def inquiry(content: dict[str, Any]) -> JsonResponse:
    """The bank asks, before it takes money, whose bill this is."""
    code = _code(content)
    bill = Bill.objects.select_related("application").filter(code=code).first()
    if bill is None:
        raise Refused(HTTPStatus.NOT_FOUND, "12", "Invalid Bill. [Not found]")
    if bill.state == Bill.State.SETTLED:
        raise Refused(HTTPStatus.NOT_FOUND, "14", "Paid Bill")
    if bill.state == Bill.State.VOID:
        raise Refused(HTTPStatus.NOT_FOUND, "12", "Invalid Bill. [Cancelled]")
    if bill.state == Bill.State.LAPSED or bill.expires_at <= now():
        raise Refused(HTTPStatus.NOT_FOUND, "19", "Invalid Bill. [Expired]")
    return INQUIRY.done({"billingCode": code, "payerName": bill.payer, "totalAmount": notices.amount(bill.amount)})


def _notice(content: dict[str, Any]) -> PaymentNotice:
    try:
        notice = notices.of(content)
    except notices.MalformedNotice as malformed:
        raise _malformed(str(malformed), content) from malformed
    except OverflowError as beyond:
        raise _malformed("trxDateTime", content) from beyond
    texts = {
        "paymentRequestId": notice.payment_request_id,
        "billingCode": notice.billing_code,
        "channelCode": notice.channel,
        "referenceNo": notice.reference,
    }
    for field, text in texts.items():
        if not text.isprintable():
            raise _malformed(field, content)
    return notice


def _code(content: dict[str, Any]) -> str:
    code = content.get("billingCode")
    if not isinstance(code, str) or not (code.isascii() and code.isdecimal() and len(code) == 15):
        raise _malformed("billingCode", content)
    return code


def _malformed(field: str, content: dict[str, Any]) -> Refused:
    if content.get(field) in (None, ""):
        return Refused(HTTPStatus.BAD_REQUEST, "02", f"Invalid Mandatory Field {field}")
    return Refused(HTTPStatus.BAD_REQUEST, "01", f"Invalid Field Format {field}")
