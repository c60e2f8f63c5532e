"""Where banks call by the national standard. What it has and we have not is answered in its words too."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from mpaspor.gateways.snap import codes
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


@machine
def unsupported(_request: HttpRequest, path: str) -> JsonResponse:
    """A function of the standard we do not serve, or none of its functions."""
    del path
    case = codes.FUNCTION_NOT_SUPPORTED
    return JsonResponse(codes.head(Service.NONE, case), status=case.status, headers={"Allow": ""})
