"""What can be asked of the demonstration's mailbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class NoSuchLetter(Exception):
    """No letter has this key, or it was too old to be kept."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A letter from outside: `recipients` are those it was delivered to, `received_at` is UTC."""

    key: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """An enclosure: its file name, media type and size in bytes."""

    name: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class Letter(Summary):
    """A letter opened; `html` is None when it was text alone."""

    text: str
    html: str | None
    attachments: tuple[Attachment, ...]


class Mailbox(Protocol):
    """Every letter the demonstration's post office received, the last two thousand."""

    def letters(self, to: str | None = None, limit: int = 50) -> list[Summary]:
        """The newest first, of one recipient or of all. Raises `link.Unavailable`."""
        ...

    def letter(self, key: str) -> Letter:
        """One letter opened. Raises `NoSuchLetter`, `link.Unavailable`."""
        ...
