"""A post office in which every letter stays: SMTP in, pages out."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from mpaspor.core import clock
from mpaspor.gateways.mail.pigeonholes import Pigeonholes
from mpaspor.gateways.mail.port import NoSuchLetter, Summary
from mpaspor.gateways.small_web import LOOPBACK, Answer, Call, Refused, Route

_MOST_LISTED, _LISTED = 2000, 50


class MailSandbox:
    """The pages of the post office, and its counter."""

    def __init__(self, letters: Pigeonholes) -> None:
        self._letters = letters

    def routes(self) -> list[Route]:
        """The list, and one letter."""
        return [Route("GET", "/mailbox", self.newest), Route("GET", "/mailbox/([^/]+)", self.open)]

    def counter(self, port: int) -> Controller:
        """The SMTP server, not yet started."""
        # Named outright: left to itself the server asks the name service who it is, which may stall for seconds.
        return Controller(_Counter(self._letters), hostname=LOOPBACK, port=port, server_hostname="surat.contoh.id")

    def newest(self, call: Call) -> Answer:
        """The newest first: ?to= one recipient, ?limit= how many."""
        limit = call.query.get("limit", str(_LISTED))
        if not limit.isdecimal() or not 1 <= int(limit) <= _MOST_LISTED:
            raise Refused(HTTPStatus.BAD_REQUEST, f"limit is a number from 1 to {_MOST_LISTED}")
        return Answer({"letters": [_told(one) for one in self._letters.newest(call.query.get("to"), int(limit))]})

    def open(self, call: Call, key: str) -> Answer:
        """One letter with its texts decoded."""
        del call
        try:
            return Answer(_told(self._letters.open(key)))
        except NoSuchLetter as missing:
            raise Refused(HTTPStatus.NOT_FOUND, "no such letter") from missing


class _Counter:
    def __init__(self, letters: Pigeonholes) -> None:
        self._letters = letters

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a letter in; it is on the disk before the sender hears so."""
        del server, session
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        try:
            self._letters.put(envelope.mail_from or "", envelope.rcpt_tos, content, at=clock.now())
        except OSError as error:
            return f"452 {error.strerror or 'no room'}"
        return "250 OK"


def _told(letter: Summary) -> dict[str, Any]:
    return asdict(letter) | {"received_at": letter.received_at.isoformat()}
