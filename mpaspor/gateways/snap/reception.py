"""The door of a pretend partner: we are the one caller it knows. It does not mind how old a call is: tests travel."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from mpaspor.core import clock
from mpaspor.gateways import small_web
from mpaspor.gateways.small_web import Route
from mpaspor.gateways.snap import codes, door
from mpaspor.gateways.snap.codes import Refused, Service
from mpaspor.gateways.snap.door import Door, Form
from mpaspor.gateways.snap.port import Partner
from mpaspor.gateways.snap.session import TOKEN_PATH

_ANY_AGE = float("inf")

Said = Mapping[str, Any]


class Reception:
    """Admits us, by our public key and the secret we share, and answers in the standard's words."""

    def __init__(self, prefix: str, *, client_key: str, partner_id: str, public_key: str, secret: str) -> None:
        self._prefix = prefix
        self._us = Partner(partner_id, client_key, (public_key,), (secret,), service_id="")
        self._seen: tuple[date, set[str]] = (date.min, set())
        self._lock = threading.Lock()
        self._door = Door(self._find, self._remember, token_key=secrets.token_hex(32), skew_seconds=_ANY_AGE)

    def routes(self, services: Mapping[str, tuple[Service, tuple[str, ...], Callable[[Said], Said]]]) -> list[Route]:
        """Its token service, and each path with its service, what must be told, and who answers.

        Who answers may raise `Refused`; what comes back is a success.
        """
        served = [Route("POST", self._prefix + path, self._serve(*service)) for path, service in services.items()]
        return [Route("POST", self._prefix + TOKEN_PATH, self._token), *served]

    def _token(self, call: small_web.Call) -> small_web.Answer:
        reply = self._door.token(_as_door_call(call), at=clock.now())
        return small_web.Answer(reply.content, reply.status)

    def _serve(
        self, service: Service, mandatory: tuple[str, ...], act: Callable[[Said], Said]
    ) -> Callable[[small_web.Call], small_web.Answer]:
        form: Form[Said] = Form(mandatory, lambda content: content)

        def answer(call: small_web.Call) -> small_web.Answer:
            try:
                _, said = self._door.admit(_as_door_call(call), form, at=clock.now())
                return small_web.Answer({**codes.head(service, codes.SUCCESSFUL), **act(said)})
            except Refused as refusal:
                return small_web.Answer(codes.head(service, refusal.case, refusal.detail), refusal.case.status)

        return answer

    def _find(self, client_key: str) -> Partner | None:
        return self._us if client_key == self._us.client_key else None

    def _remember(self, partner: Partner, external_id: str, day: date) -> bool:
        del partner
        with self._lock:
            if self._seen[0] != day:
                self._seen = (day, set())
            is_new = external_id not in self._seen[1]
            self._seen[1].add(external_id)
            return is_new


def _as_door_call(call: small_web.Call) -> door.Call:
    return door.Call(call.method, call.path, call.headers, call.body)
