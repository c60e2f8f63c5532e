"""The page of a machine: POST only, signed by our bank, answered in JSON whatever comes."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse

from mpaspor.core.clock import now
from mpaspor.gateways.banks import signature
from mpaspor.gateways.wiring import Section
from mpaspor.web.access import machine
from mpaspor.web.callbacks.replies import Refused, Service

# A call signed longer ago, or further ahead, is not of now.
SKEW_SECONDS = 300

Answer = Callable[[dict[str, Any]], JsonResponse]


def by_bank(service: Service) -> Callable[[Answer], Callable[[HttpRequest], HttpResponse]]:
    """Hand what an authentic call of a bank says to the function below."""

    def mark(answer: Answer) -> Callable[[HttpRequest], HttpResponse]:
        @machine
        @wraps(answer)
        def page(request: HttpRequest) -> HttpResponse:
            try:
                return answer(_authentic(request))
            except Refused as refusal:
                return service.refuse(refusal)

        return page

    return mark


def _authentic(request: HttpRequest) -> dict[str, Any]:
    if request.method != "POST":
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, "01", "Requested Operation Is Not Allowed")
    body = _body(request)
    _check_signature(request, body)
    content = _parse(body)
    if content.get("partnerId") != Section("banks").text("partner"):
        raise Refused(HTTPStatus.BAD_REQUEST, "01", "Invalid Field Format partnerId")
    return content


def _body(request: HttpRequest) -> bytes:
    try:
        return request.body
    except RequestDataTooBig as too_big:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "00", "Request Entity Too Large") from too_big


def _check_signature(request: HttpRequest, body: bytes) -> None:
    bank = Section("banks")
    try:
        signature.authenticate(
            request.headers,
            secret=bank.text("secret"),
            partner=bank.text("partner"),
            method="POST",
            path=request.get_full_path(),
            body=body,
            at=now(),
            skew_seconds=SKEW_SECONDS,
        )
    except signature.MissingHeader as missing:
        raise Refused(HTTPStatus.BAD_REQUEST, "02", f"Invalid Mandatory Field {missing}") from missing
    except signature.UnknownPartner as unknown:
        raise Refused(HTTPStatus.UNAUTHORIZED, "00", "Unauthorized. [Unknown client]") from unknown
    except signature.StaleTimestamp as stale:
        raise Refused(HTTPStatus.UNAUTHORIZED, "00", "Unauthorized. [Timestamp]") from stale
    except signature.NotAuthentic as wrong:
        raise Refused(HTTPStatus.UNAUTHORIZED, "00", "Unauthorized. [Signature]") from wrong


def _parse(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    # Brackets within brackets, thousands deep, end the parser in another way than other nonsense does.
    except (ValueError, RecursionError) as unreadable:
        raise Refused(HTTPStatus.BAD_REQUEST, "00", "Bad Request. [The body is not JSON]") from unreadable
    if not isinstance(content, dict):
        raise Refused(HTTPStatus.BAD_REQUEST, "00", "Bad Request. [The body is not a JSON object]")
    return content
