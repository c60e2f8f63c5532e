"""What became of the code just sent, told on the page where it is typed: only what the mail server said."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.contrib.sessions.backends.base import SessionBase

# So soon after the last letter another would only confuse: mail may take a minute.
BETWEEN_LETTERS = timedelta(seconds=60)
_KEY = "code_sending"


class Trouble(StrEnum):
    """Why the mail server did not take the letter."""

    AWAY = "away"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Sending:
    """One letter handed to the mail server: when, and what it answered."""

    to: str
    sent_at: datetime
    accepted_at: datetime | None
    trouble: str = ""

    @property
    def again_at(self) -> datetime:
        """From when another letter may be asked for; at once if this one did not go out."""
        return self.sent_at if self.trouble else self.sent_at + BETWEEN_LETTERS

    @property
    def provider(self) -> str:
        """Whose mailbox it is: contoh.id."""
        return self.to.rpartition("@")[2]


def note(session: SessionBase, sending: Sending) -> None:
    """Keep it for the page that follows."""
    accepted = sending.accepted_at.isoformat() if sending.accepted_at else ""
    session[_KEY] = {**asdict(sending), "sent_at": sending.sent_at.isoformat(), "accepted_at": accepted}


def last(session: SessionBase) -> Sending | None:
    """The last letter of this visit, if there was one."""
    kept = session.get(_KEY)
    if not kept:
        return None
    accepted = datetime.fromisoformat(kept["accepted_at"]) if kept["accepted_at"] else None
    return Sending(kept["to"], datetime.fromisoformat(kept["sent_at"]), accepted, kept["trouble"])
