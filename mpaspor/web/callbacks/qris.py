"""The acquirer tells that a code was paid (service 52). Signed or not, it is only a reason to ask it."""

from __future__ import annotations

import logging
from http import HTTPStatus

from django.core.exceptions import ImproperlyConfigured, RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, JsonResponse

from mpaspor.core.clock import now
from mpaspor.gateways.qris import notices
from mpaspor.gateways.snap import codes
from mpaspor.gateways.snap.codes import Refused, Service
from mpaspor.stages.payments import jobs
from mpaspor.stages.payments.models import Bill, QrCode
from mpaspor.web.access import machine
from mpaspor.web.errors import is_outage

log = logging.getLogger(__name__)


@machine
def notice(request: HttpRequest) -> JsonResponse:
    """However often it is told, the question is asked by a job; here it is written down, and answered."""
    try:
        _ask_about(_told(request))
    except Refused as refused:
        return _refuse(refused)
    except Exception as problem:
        if not is_outage(problem):
            raise
        # Not written down: it is not acknowledged, and tells again.
        log.warning("service %s: the database is away", Service.QR_NOTIFY)
        return _refuse(Refused(codes.GENERAL_ERROR))
    return JsonResponse(notices.answer())


def _told(request: HttpRequest) -> str:
    """Our reference of the code an authentic notice is about."""
    if request.method != "POST":
        raise Refused(codes.OPERATION_NOT_ALLOWED)
    try:
        body, path = request.body, request.get_full_path()
        notices.authenticate(request.headers, method="POST", path=path, body=body, at=now())
        return notices.read(body)
    except RequestDataTooBig as too_big:
        raise Refused(codes.BAD_REQUEST) from too_big
    except notices.NotAuthentic as impostor:
        raise Refused(codes.UNAUTHORIZED, str(impostor)) from impostor
    except notices.MalformedNotice as malformed:
        raise Refused(codes.INVALID_FORMAT, str(malformed)) from malformed
    except ImproperlyConfigured as unknown:
        raise Refused(codes.UNAUTHORIZED, "Unknown client") from unknown


def _ask_about(reference: str) -> None:
    with transaction.atomic():
        code = QrCode.objects.select_related("bill").filter(reference=reference).first()
        if code is None:
            raise Refused(codes.TRANSACTION_NOT_FOUND)
        if code.state != QrCode.State.PAID:
            Bill.objects.filter(pk=code.bill_id).update(ask_at=now())
            jobs.ask_about.defer(code=code.bill.code)


def _refuse(refused: Refused) -> JsonResponse:
    told = codes.head(Service.QR_NOTIFY, refused.case, refused.detail)
    answer = JsonResponse(told, status=refused.case.status)
    if refused.case.status == HTTPStatus.METHOD_NOT_ALLOWED:
        answer.headers["Allow"] = "POST"
    return answer
