"""What somebody in line is told: the page or fragment of her state, from memory alone."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from math import inf
from secrets import token_hex

from mpaspor.core import dates
from mpaspor.stages.appointments.line import rounds
from mpaspor.stages.appointments.line.tickets import Claim
from mpaspor.web.opening.board import Board, Hour, Line, seconds_ahead
from mpaspor.web.opening.shells import Shell, Words, safe

# How often a page asks again.
SOON, NOW_AND_THEN, SELDOM = 5, 10, 20
# Numbers older than this are told as such.
_STALE_SECONDS = 5.0
_MINUTE = 60


class State:
    """Where one party stands in its line at a moment."""

    __slots__ = ("kind", "position")

    def __init__(self, board: Board, line: Line, claim: Claim, number: int, at: float) -> None:
        self.position = line.rounds.position(number, claim.lot)
        if not line.is_open(at):
            self.kind = "over" if at >= line.until else "before" if line.is_near(at) else "early"
        elif not line.has_room(claim.kinds, claim.people, at):
            self.kind = "full"
        elif board.may_choose(line, self.position):
            self.kind = "turn"
        else:
            self.kind = "counting" if self.position is None else "waiting"


def page(words: Words, line: Line, claim: Claim, state: State, at: float, told: str = "") -> str:
    """The whole page; `told` is why a place was not held just now."""
    return words.pages[state.kind].fill(_fields(words, line, claim, state, at, told))


def fragment(words: Words, line: Line, claim: Claim, state: State, at: float) -> str:
    """What replaces the changing part of the page; on the page of choosing, the counts alone."""
    if state.kind == "turn":
        return "".join(
            words.parts["poll_row"].fill({"slot": str(hour.id), "right": _room(words, hour, claim.people)[1]})
            for hour in line.hours.values()
            if not hour.refusal(claim.kinds, at)
        )
    return _shared(words, line, state.kind, at).fill(_of_one(words, line, claim, state, at))


def outside(words: Words, kind: str, line: Line | None, *, reason: str = "", retry: int = 0) -> str:
    """A page for somebody who stands in no line, or whom it cannot help now."""
    fields = _of_line(line, words.language) if line else {"release": "", "office": "", "opens": "", "opens_hour": ""}
    opened = words.places(line.opened) if line else ""
    last = _last_known(words, line) if line and kind == "away" else ""
    return words.pages[kind].fill(
        {**fields, "opened": opened, "reason": reason, "retry": str(retry), "seconds": str(retry), "now": last}
    )


def _fields(words: Words, line: Line, claim: Claim, state: State, at: float, told: str) -> dict[str, str]:
    fields = _of_all(words, line, state.kind, at) | _of_one(words, line, claim, state, at)
    if state.kind == "turn":
        fields |= {"rows": _rows(words, line, claim, at), "key": token_hex(16), "now": _told(words, told)}
    return fields


def _shared(words: Words, line: Line, kind: str, at: float) -> Shell:
    """A fragment in which all is told that is the same for everybody, drawn anew only when any of it changes."""
    now = (
        int(at) if kind == "before" else int(at) // _MINUTE,
        line.gate.admitted,
        line.taken,
        line.free,
        line.read_at if _is_lost(line, at) else 0.0,
    )
    told = line.drawn.get((words.language, kind))
    if told is None or told[0] != now:
        told = now, words.fragments[kind].told(_of_all(words, line, kind, at))
        line.drawn[words.language, kind] = told
    shell: Shell = told[1]
    return shell


def _of_all(words: Words, line: Line, kind: str, at: float) -> dict[str, str]:
    """What is told to everybody in the same state."""
    fields = {
        **_of_line(line, words.language),
        "at": _hour(int(at) // _MINUTE, line.zone, words.language),
        "opened": words.places(line.opened),
        "taken": words.figure(line.taken),
        "free": words.places(line.free),
        "lost": _lost(words, line, at),
    }
    if kind == "waiting":
        fields |= {"served": words.figure(line.gate.admitted), "now": str(line.gate.admitted)}
    if kind == "before":
        fields["present"] = words.people(line.rounds.present())
    return fields


def _of_one(words: Words, line: Line, claim: Claim, state: State, at: float) -> dict[str, str]:
    """What is told to her alone."""
    position = state.position or 0
    if state.kind != "waiting":
        again = str(_again(state, line, position, at))
        return {"reference": claim.reference, "seconds": again, "people": words.people(claim.people)}
    left, ahead = seconds_ahead(line, position), max(0, position - line.gate.admitted - 1)
    return {
        "reference": claim.reference,
        "seconds": str(SOON if left < _MINUTE else NOW_AND_THEN if left < 5 * _MINUTE else SELDOM),
        "position": words.figure(position),
        "ahead": words.people(ahead),
        "left": str(position),
        "estimate": _estimate(words, line, left, at),
        "doubt": words.parts["doubt"].fill({"reference": claim.reference}) if ahead >= line.free else "",
    }


def _again(state: State, line: Line, position: int, at: float) -> int:
    """When the page asks again: as the opening or one's turn comes near, sooner; never all at the same moment."""
    if state.kind == "before":
        left = line.opens + rounds.SETTLED_AFTER - at
        return max(2, min(30, int(left) + 1 + position % 7))
    return {"counting": SOON, "turn": NOW_AND_THEN, "early": 30}.get(state.kind, SELDOM)


def _estimate(words: Words, line: Line, left: float, at: float) -> str:
    if left == inf or at + left > line.until:
        return words.parts["no_estimate"].fill({})
    return _turn(words, line.zone, int(at + left) // _MINUTE + 1, int(left + 30) // _MINUTE)


@lru_cache(maxsize=4096)
def _turn(words: Words, zone: str, minute: int, minutes: int) -> str:
    """When somebody's turn comes, and in how many minutes: thousands are told the same."""
    moment = _hour(minute, zone, words.language)
    left = dates.remaining(minutes * _MINUTE, words.language)
    return words.parts["estimate"].fill({"moment": moment, "left": left})


def _rows(words: Words, line: Line, claim: Claim, at: float) -> str:
    days: dict[str, list[str]] = {}
    for hour in line.hours.values():
        if hour.refusal(claim.kinds, at):
            continue
        day, span = hour.words[words.language]
        part, right = _room(words, hour, claim.people)
        days.setdefault(day, []).append(words.parts[part].fill({"slot": str(hour.id), "range": span, "right": right}))
    return "".join(words.parts["day"].fill({"day": day, "rows": "".join(rows)}) for day, rows in days.items())


def _room(words: Words, hour: Hour, people: int) -> tuple[str, str]:
    if hour.free >= people:
        return "row", words.places(hour.free)
    return "row_off", words.few % {"free": hour.free} if hour.free else words.full


def _told(words: Words, reason: str) -> str:
    return words.parts["told"].fill({"reason": reason}) if reason else ""


def _lost(words: Words, line: Line, at: float) -> str:
    """Said while the numbers are not true any more."""
    if not _is_lost(line, at):
        return ""
    return words.parts["lost"].fill({"at": _hour(int(line.read_at) // _MINUTE, line.zone, words.language)})


def _is_lost(line: Line, at: float) -> bool:
    return bool(line.read_at) and at - line.read_at >= _STALE_SECONDS and line.is_near(at)


def _last_known(words: Words, line: Line) -> str:
    if not line.read_at:
        return ""
    hour = _hour(int(line.read_at) // _MINUTE, line.zone, words.language)
    return words.parts["known"].fill(
        {"at": hour, "free": words.places(line.free), "served": words.figure(line.gate.admitted)}
    )


def _of_line(line: Line, language: str) -> dict[str, str]:
    return _line_words(line.id, line.office, line.zone, line.opens, line.hold_seconds, language)


@lru_cache(maxsize=1024)
def _line_words(release: int, office: str, zone: str, opens: float, held: float, language: str) -> dict[str, str]:
    """What stays the same all day, told once."""
    opening = datetime.fromtimestamp(opens, UTC)
    return {
        "release": str(release),
        "office": safe(office),
        "opens": dates.moment(opening, zone, language),
        "opens_hour": dates.hour(opening, zone, language),
        "doors": dates.moment(datetime.fromtimestamp(opens - rounds.DOORS_SECONDS, UTC), zone, language),
        "held": dates.remaining(held, language),
    }


@lru_cache(maxsize=4096)
def _hour(minute: int, zone: str, language: str) -> str:
    return dates.hour(datetime.fromtimestamp(minute * _MINUTE, UTC), zone, language)
