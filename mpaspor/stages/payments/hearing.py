"""What the acquirer and the treasury tell by themselves is only a reason to ask them; each call is kept as it came."""

from __future__ import annotations

import time
from datetime import datetime
from http import HTTPStatus

from django.db import transaction

from mpaspor.gateways.qris import notices as scans
from mpaspor.gateways.snap import codes
from mpaspor.gateways.snap import door as doors
from mpaspor.gateways.snap.codes import Refused, Service
from mpaspor.gateways.snap.door import Call, Reply
from mpaspor.gateways.treasury import notices as receipts
from mpaspor.stages.payments import calls, jobs, partners
from mpaspor.stages.payments.calls import Exchange
from mpaspor.stages.payments.models import Bill, QrCode

# What the acquirer is refused with before its signature is looked at, or because of it.
_UNPROVEN_SCANS = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.METHOD_NOT_ALLOWED}


@transaction.atomic
def of_acquirer(call: Call, *, at: datetime) -> Reply:
    """Service 52: a code was scanned and paid. Whatever stops us leaves its number free, and it tells again."""
    began, code = time.perf_counter(), ""
    try:
        notice = scans.admit(call, at=at, skew_seconds=partners.skew_seconds(at))
        code = notice.reference.partition("-")[0]
        _ask_about_scan(notice, at=at)
        reply = Reply(HTTPStatus.OK, {**scans.answer()})
    except Refused as refused:
        reply = doors.refused(Service.QR_NOTIFY, refused)
    is_proven = reply.status not in _UNPROVEN_SCANS
    _keep(Service.QR_NOTIFY, call, reply, began, billing_code=code, is_proven=is_proven, at=at)
    return reply


@transaction.atomic
def of_treasury(call: Call, *, at: datetime) -> Reply:
    """A code was paid. However often it is told, the question is asked by a job."""
    began, code = time.perf_counter(), ""
    try:
        receipts.authenticate(
            call.headers,
            method=call.method,
            path=call.path,
            body=call.body,
            at=at,
            skew_seconds=partners.skew_seconds(at),
        )
        told = receipts.read(call.body)
    except receipts.NotAuthentic:
        reply = Reply(HTTPStatus.UNAUTHORIZED, {"error": "not authentic"})
    except receipts.MalformedNotice as malformed:
        reply = Reply(HTTPStatus.BAD_REQUEST, {"error": str(malformed)})
    else:
        code = told.billing_code
        Bill.objects.filter(code=code).update(ask_at=at)
        jobs.ask_about.defer(code=code)
        reply = Reply(HTTPStatus.OK, {"received": told.ntpn})
    is_proven = reply.status != HTTPStatus.UNAUTHORIZED
    _keep(calls.TREASURY, call, reply, began, billing_code=code, is_proven=is_proven, at=at)
    return reply


def _keep(
    service: str, call: Call, reply: Reply, began: float, *, billing_code: str, is_proven: bool, at: datetime
) -> None:
    milliseconds = round((time.perf_counter() - began) * 1000)
    facts = Exchange(service, call, reply, milliseconds, billing_code=billing_code, is_proven=is_proven)
    calls.keep(facts, at=at)


def _ask_about_scan(notice: scans.Notice, *, at: datetime) -> None:
    if calls.was_told(Service.QR_NOTIFY, notice.external_id, at=at):
        raise Refused(codes.CONFLICT)
    code = QrCode.objects.select_related("bill").filter(reference=notice.reference).first()
    if code is None:
        raise Refused(codes.TRANSACTION_NOT_FOUND)
    if code.state != QrCode.State.PAID:
        Bill.objects.filter(pk=code.bill_id).update(ask_at=at)
        jobs.ask_about.defer(code=code.bill.code)
