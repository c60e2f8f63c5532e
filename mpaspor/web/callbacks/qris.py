"""The acquirer tells that a code was paid (service 52). Signed or not, it is only a reason to ask it."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from mpaspor.gateways.snap.codes import Service
from mpaspor.stages.payments import hearing
from mpaspor.web.access import machine
from mpaspor.web.callbacks import standard


@machine
def notice(request: HttpRequest) -> JsonResponse:
    """However often it is told, the question is asked by a job; here it is written down, and answered."""
    return standard.answer(request, Service.QR_NOTIFY, hearing.of_acquirer)
