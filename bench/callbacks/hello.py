"""A hello that checks token and signature of a call by the standard, and does no more."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from mpaspor.core import clock
from mpaspor.gateways import link
from mpaspor.gateways.snap import codes, moments, signing, tokens
from mpaspor.gateways.snap.codes import Service

_TOKEN_KEY, _SECRET = os.environ.get("MPASPOR_SECRET_KEY", ""), os.environ.get("MPASPOR_BANK_SECRET", "")
_HELLO = link.compact_json(codes.head(Service.VA_PAYMENT, codes.SUCCESSFUL))


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Raises on a call that is not signed: nobody sends one here."""
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    token = environ["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    timestamp = environ["HTTP_X_TIMESTAMP"]
    tokens.client_of(_TOKEN_KEY, token, at=clock.now())
    assert moments.are_near(moments.read(timestamp), clock.now(), seconds=300)
    signing.verify(
        [_SECRET],
        environ["HTTP_X_SIGNATURE"],
        method="POST",
        path=environ["PATH_INFO"],
        token=token,
        body=body,
        timestamp=timestamp,
    )
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(_HELLO)))])
    return [_HELLO]
