"""Where banks call by the national standard."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from mpaspor.gateways.snap.codes import Service
from mpaspor.stages.payments import biller
from mpaspor.web.access import machine
from mpaspor.web.callbacks import standard


@machine
def token(request: HttpRequest) -> JsonResponse:
    return standard.answer(request, Service.TOKEN, biller.token)


@machine
def inquiry(request: HttpRequest) -> JsonResponse:
    return standard.answer(request, Service.VA_INQUIRY, biller.inquiry)


@machine
def payment(request: HttpRequest) -> JsonResponse:
    return standard.answer(request, Service.VA_PAYMENT, biller.payment)
