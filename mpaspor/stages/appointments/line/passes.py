"""The pass that the portal gives a ready file for the line of a release."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mpaspor.stages.appointments.line import tickets
from mpaspor.stages.appointments.line.tickets import Claim, Keys


@dataclass(frozen=True, slots=True)
class File:
    """A ready file: its number and reference, the blind indexes of its people, their kinds of passport."""

    application: int
    reference: str
    person_keys: Sequence[bytes]
    kinds: Iterable[str]


def issue(keys: Keys, file: File, *, release: int, actor: int, session: str, expires: int) -> str:
    """The token. `actor` is the user who acts, `session` her session cookie's value, `expires` in Unix seconds."""
    mark = tickets.mark(file.person_keys)
    return tickets.mint(
        keys,
        Claim(
            release,
            file.application,
            actor,
            expires,
            tickets.NO_ROUND,
            tickets.lot(keys, release, file.person_keys),
            tickets.browser(keys, session),
            tickets.party(keys, release, mark),
            len(file.person_keys),
            mark,
            file.reference,
            frozenset(file.kinds),
        ),
    )
