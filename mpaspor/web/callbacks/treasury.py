"""The treasury tells that a code was paid. Even signed it is only a reason to ask: believed is what it answers then."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from mpaspor.core.clock import now
from mpaspor.stages.payments import hearing
from mpaspor.web.access import machine
from mpaspor.web.callbacks import standard


@machine
@require_POST
def notice(request: HttpRequest) -> JsonResponse:
    """However often it is told, the question is asked by a job; here it is written down, and answered."""
    call = standard.call_of(request)
    if len(call.body) > standard.LONGEST_BODY:
        return JsonResponse({"error": "too large"}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    reply = hearing.of_treasury(call, at=now())
    return JsonResponse(reply.content, status=reply.status)
