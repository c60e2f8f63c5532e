"""The letters the demonstration received, in a Maildir: the last two thousand, newest first."""

from __future__ import annotations

import mailbox
import threading
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import default as modern
from pathlib import Path

from mpaspor.gateways.mail.port import Attachment, Letter, NoSuchLetter, Summary

_KEPT = 2000
_RECIPIENTS, _SENDER, _RECEIVED = "X-Delivered-To", "X-Delivered-From", "X-Delivered-At"


class Pigeonholes:
    """The Maildir with an index in memory, made anew from the files at each start."""

    def __init__(self, folder: Path, *, kept: int = _KEPT) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        self._maildir = mailbox.Maildir(folder, factory=None, create=True)
        self._kept = kept
        self._lock = threading.Lock()
        found = [_summary(key, _parsed(self._maildir.get_bytes(key), head_only=True)) for key in self._maildir.keys()]  # noqa: SIM118
        self._index = sorted(found, key=lambda summary: summary.received_at)
        self._discard_oldest()

    def put(self, sender: str, recipients: Sequence[str], content: bytes, *, at: datetime) -> None:
        """Keep a letter as it came, with the envelope written above it."""
        envelope = {_RECIPIENTS: ", ".join(recipients), _SENDER: sender, _RECEIVED: at.isoformat()}
        lines = "".join(f"{name}: {value}\n" for name, value in envelope.items())
        stored = lines.encode() + content.replace(b"\r\n", b"\n")
        with self._lock:
            key = self._maildir.add(stored)
            self._index.append(_summary(key, _parsed(stored, head_only=True)))
            self._discard_oldest()

    def newest(self, to: str | None, limit: int) -> list[Summary]:
        """The newest first, of one recipient or of all."""
        with self._lock:
            index = list(reversed(self._index))
        wanted = to.lower() if to else None
        return [one for one in index if wanted is None or wanted in map(str.lower, one.recipients)][:limit]

    def open(self, key: str) -> Letter:
        """One letter, decoded. Raises `NoSuchLetter`."""
        with self._lock:
            if not any(summary.key == key for summary in self._index):
                raise NoSuchLetter(key)
            content = self._maildir.get_bytes(key)
        message = _parsed(content)
        summary = _summary(key, message)
        return Letter(
            **{field.name: getattr(summary, field.name) for field in fields(summary)},
            text=_part(message, "plain") or "",
            html=_part(message, "html"),
            attachments=tuple(_attachment(one) for one in message.iter_attachments()),
        )

    def _discard_oldest(self) -> None:
        while len(self._index) > self._kept:
            self._maildir.discard(self._index.pop(0).key)


def _parsed(content: bytes, *, head_only: bool = False) -> EmailMessage:
    return BytesParser(EmailMessage, policy=modern).parsebytes(content, headersonly=head_only)


def _summary(key: str, message: EmailMessage) -> Summary:
    return Summary(
        key=key,
        sender=str(message["From"] or message[_SENDER] or ""),
        recipients=tuple(str(message[_RECIPIENTS]).split(", ")),
        subject=str(message["Subject"] or ""),
        received_at=datetime.fromisoformat(str(message[_RECEIVED])),
    )


def _part(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body((kind,))
    if part is None:
        return None
    content = part.get_payload(decode=True)
    charset = part.get_content_charset("utf-8")
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(charset, errors="replace")
    except LookupError:  # a character set nobody knows
        return content.decode("latin-1")


def _attachment(part: Message) -> Attachment:
    content = part.get_payload(decode=True)
    size = len(content) if isinstance(content, bytes) else 0
    return Attachment(part.get_filename() or "", part.get_content_type(), size)
