"""Our calls to a partner that speaks the standard: a token kept, each call signed, each answer understood.

An answer that is not plainly one of the table's is no answer: `Unavailable`.
"""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from mpaspor.core import clock
from mpaspor.gateways import link
from mpaspor.gateways.link import Reply, Unavailable
from mpaspor.gateways.snap import codes, door, moments, signing
from mpaspor.gateways.snap.codes import Case, Service
from mpaspor.gateways.wiring import Section

BASE = "/v1.0"
TOKEN_PATH = f"{BASE}/access-token/b2b"
# What a partner may answer that says nothing on what we asked.
_NO_ANSWERS = {HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.METHOD_NOT_ALLOWED}
_SPARE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Access:
    """What we sign with at a partner: our name there, our private key (PEM), the secret we share, our channel."""

    client_key: str
    private_key: str = field(repr=False)
    secret: str = field(repr=False)
    partner_id: str
    channel_id: str = "95231"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the partner says: one case of the table, and all it wrote."""

    case: Case
    content: dict[str, Any]

    @property
    def is_success(self) -> bool:
        """Whether it was done."""
        return self.case is codes.SUCCESSFUL


class Session:
    """One partner. Shared by threads; the token is asked for once and again when it runs out."""

    def __init__(self, url: str, access: Access, timeout: float) -> None:
        self._link = link.Link(url, timeout)
        self._prefix = urlsplit(url).path.rstrip("/")
        self._access = access
        self._lock = threading.Lock()
        self._token = ""
        self._token_until = 0.0

    def call(self, service: Service, path: str, content: object) -> Answer:
        """Ask for a service. Raises `Unavailable` also where the partner refuses us as such, or is in trouble."""
        answer = understand(service, self.ask(path, link.compact_json(content)))
        if answer.case.status in _NO_ANSWERS or answer.case.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Unavailable(f"refused us: {_said(answer.content)}")
        return answer

    def ask(self, path: str, body: bytes, *, secret: str | None = None) -> Reply:
        """Send a body, signed, and hand back whatever comes; a token the partner no longer takes is replaced once."""
        token = self._current_token()
        reply = self._send(path, body, token, secret)
        if reply.status == HTTPStatus.UNAUTHORIZED and _is_token_refusal(reply):
            reply = self._send(path, body, self._current_token(instead_of=token), secret)
        return reply

    def _send(self, path: str, body: bytes, token: str, secret: str | None) -> Reply:
        timestamp = moments.write(clock.now())
        signature = signing.sign(
            secret or self._access.secret,
            method="POST",
            path=self._prefix + path,
            token=token,
            body=body,
            timestamp=timestamp,
        )
        headers = {
            door.AUTHORIZATION: f"Bearer {token}",
            door.TIMESTAMP: timestamp,
            door.SIGNATURE: signature,
            door.PARTNER_ID: self._access.partner_id,
            door.EXTERNAL_ID: secrets.token_hex(16),
            door.CHANNEL_ID: self._access.channel_id,
        }
        return self._link.ask("POST", path, body=body, headers=headers)

    def _current_token(self, *, instead_of: str = "") -> str:
        with self._lock:
            if time.monotonic() >= self._token_until or self._token == instead_of:
                self._token, lifetime = self._fetch_token()
                self._token_until = time.monotonic() + max(lifetime - _SPARE_SECONDS, lifetime / 2)
            return self._token

    def _fetch_token(self) -> tuple[str, float]:
        timestamp = moments.write(clock.now())
        headers = {
            door.CLIENT_KEY: self._access.client_key,
            door.TIMESTAMP: timestamp,
            door.SIGNATURE: signing.sign_token_request(self._access.private_key, self._access.client_key, timestamp),
        }
        asked = {"grantType": "client_credentials", "additionalInfo": {}}
        content = self._link.ask_json("POST", TOKEN_PATH, asked, headers=headers).json()
        token, lifetime = content.get("accessToken"), content.get("expiresIn")
        if content.get("responseCode") != "2007300" or not isinstance(token, str) or not token:
            raise Unavailable(f"gave us no token: {_said(content)}")
        return token, _seconds(lifetime)


def of(section: Section) -> Session:
    """The one session of this process with the partner of a section of `settings.GATEWAYS`."""
    access = Access(
        client_key=section.text("client_key"),
        private_key=private_key(section),
        secret=section.text("secret"),
        partner_id=section.text("partner_id"),
    )
    return at(section.text("url"), access, section.timeout)


def private_key(section: Section) -> str:
    """Our private key (PEM), as far as one can sign with it. Raises `ImproperlyConfigured`."""
    pem = section.text("private_key")
    try:
        signing.check_private_key(pem)
    except signing.UnusableKey as unusable:
        message = "MPASPOR_GATEWAY_KEY is not an RSA key of at least 2048 bits in PEM"
        raise ImproperlyConfigured(message) from unusable
    return pem


@lru_cache(maxsize=64)
def at(url: str, access: Access, timeout: float) -> Session:
    """The one session of this process with whoever is at this address."""
    return Session(url, access, timeout)


def understand(service: Service, reply: Reply) -> Answer:
    """The case an answer states. Raises `Unavailable` where status, service and code do not agree, or there is none."""
    content = reply.json()
    given = content.get("responseCode")
    try:
        case = codes.case_of(str(given))
    except codes.UnknownCode as unknown:
        raise Unavailable(f"answered {reply.status} {_said(content)}") from unknown
    if case.status != reply.status or given != codes.code(service, case):
        raise Unavailable(f"answered {reply.status} {_said(content)} to service {service}")
    return Answer(case, content)


def _is_token_refusal(reply: Reply) -> bool:
    try:
        given = str(reply.json().get("responseCode", ""))
    except Unavailable:
        return False
    return given.startswith("401") and given[5:] in (codes.INVALID_TOKEN.number, codes.TOKEN_NOT_FOUND.number)


def _said(content: dict[str, Any]) -> str:
    return f"{content.get('responseCode')} {content.get('responseMessage')}"[:200]


def _seconds(given: object) -> float:
    """How long a token lives; the standard writes it as text, some partners as a number."""
    if isinstance(given, str | int) and not isinstance(given, bool) and str(given).isdecimal() and len(str(given)) < 8:
        return float(given)
    raise Unavailable("gave us a token without its lifetime")
