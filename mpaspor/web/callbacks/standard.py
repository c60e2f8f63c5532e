"""A call of the national standard, as it came and answered in its words, whatever comes; our own failures too."""

from __future__ import annotations

import ipaddress
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, JsonResponse

from mpaspor.core.clock import now
from mpaspor.gateways.snap.codes import Service
from mpaspor.gateways.snap.door import Call, Reply
from mpaspor.stages.payments import biller
from mpaspor.web.errors import is_outage

# No call of the standard is nearly as long. What is longer is cut, and what is cut is no JSON.
LONGEST_BODY = 64 * 1024

log = logging.getLogger(__name__)


def answer(request: HttpRequest, service: Service, act: Callable[..., Reply]) -> JsonResponse:
    """What `act` says of the call."""
    call, at, began = call_of(request), now(), time.perf_counter()
    try:
        reply = act(call, at=at)
    except Exception as problem:
        # A bank reads nothing but the standard's words. Nothing was noted; it asks again.
        if is_outage(problem):
            log.warning("service %s: the database is away", service)
        else:
            log.exception("service %s failed", service)
        milliseconds = round((time.perf_counter() - began) * 1000)
        reply = biller.out_of_order(service, call, milliseconds=milliseconds, at=at)
    response = JsonResponse(reply.content, status=reply.status)
    if reply.status == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = "POST"
    return response


def call_of(request: HttpRequest) -> Call:
    """The call as it came: the path as called, and the bytes that were signed."""
    query = request.META.get("QUERY_STRING", "")
    path = f"{request.path}?{query}" if query else request.path
    return Call(request.method or "", path, request.headers, _body(request), _address(request))


def _body(request: HttpRequest) -> bytes:
    # Django reads as many bytes as were announced; a call sent in chunks announces none, and the server ends it.
    in_chunks = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
    stream: Any = request.META["wsgi.input"] if in_chunks else request
    with suppress(OSError):
        return bytes(stream.read(LONGEST_BODY + 1))
    return b""


def _address(request: HttpRequest) -> str:
    """Where it comes from, as far as proxies of ours say so; none where they do not."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except (ImproperlyConfigured, PermissionDenied, ValueError):
        return ""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)
