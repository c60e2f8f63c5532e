"""The treasury tells that a code was paid. Even signed it is only a reason to ask: believed is what it answers then."""

from __future__ import annotations

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from mpaspor.core.clock import now
from mpaspor.gateways.treasury import notices
from mpaspor.stages.payments import jobs
from mpaspor.stages.payments.models import Bill
from mpaspor.web.access import machine


@machine
@require_POST
def notice(request: HttpRequest) -> HttpResponse:
    """The question is asked by a job, however often it is told; here it is only written down, and answered."""
    at = now()
    try:
        path = request.get_full_path()
        notices.authenticate(request.headers, method="POST", path=path, body=request.body, at=at)
        told = notices.read(request.body)
    except RequestDataTooBig:
        return _refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too large")
    except notices.NotAuthentic:
        return _refuse(HTTPStatus.UNAUTHORIZED, "not authentic")
    except notices.MalformedNotice as malformed:
        return _refuse(HTTPStatus.BAD_REQUEST, str(malformed))
    with transaction.atomic():
        Bill.objects.filter(code=told.billing_code).update(ask_at=at)
        jobs.ask_about.defer(code=told.billing_code)
    return JsonResponse({"received": told.ntpn})


def _refuse(status: HTTPStatus, reason: str) -> JsonResponse:
    return JsonResponse({"error": reason}, status=status)
