"""Django's SMTP server asked whether it answers, and the mailbox over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from django.core import mail

from mpaspor.gateways import link
from mpaspor.gateways.link import Check, Unavailable
from mpaspor.gateways.mail.port import Attachment, Letter, NoSuchLetter, Summary


class PostOffice:
    """The server that takes our letters."""

    def check(self) -> Check:
        """Connect as sending would, and send nothing."""
        return link.check("mail", self._probe)

    def _probe(self) -> str:
        connection = mail.get_connection()
        try:
            connection.open()
        except OSError as error:  # every failure of smtplib is one
            raise Unavailable(f"the mail server does not answer: {error}") from error
        connection.close()
        return "answers"


class MailboxClient:
    """The mailbox's pages as records."""

    def __init__(self, url: str, *, timeout: float) -> None:
        self._link = link.Link(url, timeout)

    def letters(self, to: str | None = None, limit: int = 50) -> list[Summary]:
        """The newest first, of one recipient or of all. Raises `link.Unavailable`."""
        query = urlencode({"limit": limit} | ({"to": to} if to else {}))
        content = self._content(self._link.ask("GET", f"/mailbox?{query}"))
        return [Summary(**_summary(one)) for one in content["letters"]]

    def letter(self, key: str) -> Letter:
        """One letter opened. Raises `NoSuchLetter`, `link.Unavailable`."""
        reply = self._link.ask("GET", f"/mailbox/{quote(key, safe='')}")
        if reply.status == HTTPStatus.NOT_FOUND:
            raise NoSuchLetter(key)
        content = self._content(reply)
        attachments = tuple(Attachment(**one) for one in content["attachments"])
        return Letter(**_summary(content), text=content["text"], html=content["html"], attachments=attachments)

    def _content(self, reply: link.Reply) -> dict[str, Any]:
        if reply.status != HTTPStatus.OK:
            raise Unavailable(f"the mailbox answered {reply.status}")
        return reply.json()


def _summary(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": content["key"],
        "sender": content["sender"],
        "recipients": tuple(content["recipients"]),
        "subject": content["subject"],
        "received_at": datetime.fromisoformat(content["received_at"]),
    }
