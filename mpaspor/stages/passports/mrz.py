"""The machine-readable zone of a passport book, TD3: two lines of 44 (ICAO 9303 parts 3 and 4; domain 6.1).

Indonesia prints one full name. How it is split is proposed here (the last word is the primary part, a one-word name is
all primary) and stored with the passport, for an officer may know better.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import cycle

from mpaspor.stages.applications import names

LINE = 44
_NAME_FIELD = 39
_NUMBER_FIELD = 9
_OPTIONAL_FIELD = 14
_FILLER = "<"
_VALUES = {mark: value for value, mark in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {_FILLER: 0}
_HYPHENS = str.maketrans("-\u2010\u2011\u2012\u2013\u2014", "      ")
_CENTURY = 100


class Unprintable(Exception):
    """Not writable in the zone: a document number too long, or a name without one Latin letter."""


class Unreadable(Exception):
    """Not two lines of 44 characters of the zone."""


@dataclass(frozen=True)
class Mrz:
    """What two lines say. `checks` tells for each check digit whether it agrees."""

    document_code: str
    state: str
    primary: str
    secondary: str
    document_number: str
    nationality: str
    born: str
    sex: str
    expires: str
    optional: str
    checks: dict[str, bool]

    @property
    def is_valid(self) -> bool:
        """Whether every check digit agrees."""
        return all(self.checks.values())

    @property
    def full_name(self) -> str:
        """The name as one line, in the order the page prints it."""
        return " ".join(part for part in (self.secondary, self.primary) if part)

    def birth_on(self, on: date) -> date | None:
        """The birth date, in the latest century that is not to come on day `on`; None if unknown or no date."""
        recent = _date(self.born, on.year // _CENTURY * _CENTURY)
        return recent if recent and recent <= on else _date(self.born, (on.year // _CENTURY - 1) * _CENTURY)

    @property
    def expires_on(self) -> date | None:
        """The expiry date; machine-readable books have expired in this century only."""
        return _date(self.expires, 2000)


def lines(
    *,
    document_number: str,
    primary: str,
    secondary: str,
    birth_on: date,
    sex: str,
    expires_on: date,
    nationality: str = "IDN",
) -> tuple[str, str]:
    """Both lines of an ordinary passport. `sex` is "M" or "F"; anything else is written as unspecified.

    Raises `Unprintable`.
    """
    number = document_number.replace(" ", "").upper()
    if not number or len(number) > _NUMBER_FIELD or any(mark not in _VALUES for mark in number):
        raise Unprintable(document_number)
    first = f"P{_FILLER}{_padded(nationality, 3)}{name_field(primary, secondary)}"
    optional = _padded("", _OPTIONAL_FIELD)
    left = _checked(_padded(number, _NUMBER_FIELD))
    birth, expiry = _checked(f"{birth_on:%y%m%d}"), _checked(f"{expires_on:%y%m%d}")
    # An empty optional field may carry a filler as its check digit; Indonesian books do.
    body = f"{left}{_padded(nationality, 3)}{birth}{sex if sex in ('M', 'F') else _FILLER}{expiry}{optional}{_FILLER}"
    return first, body + check_digit(_composite(body))


def parse(line1: str, line2: str) -> Mrz:
    """Read two lines as scanned or typed. A wrong check digit is reported, not raised. Raises `Unreadable`."""
    first, second = ("".join(line.split()).upper() for line in (line1, line2))
    if any(len(line) != LINE or any(mark not in _VALUES for mark in line) for line in (first, second)):
        raise Unreadable
    primary, _, secondary = first[5:].partition(_FILLER * 2)
    optional = second[28:42]
    return Mrz(
        document_code=_spaced(first[:2]),
        state=_spaced(first[2:5]),
        primary=_spaced(primary),
        secondary=_spaced(secondary),
        document_number=_spaced(second[:9]),
        nationality=_spaced(second[10:13]),
        born=second[13:19],
        sex=_spaced(second[20]),
        expires=second[21:27],
        optional=_spaced(optional),
        checks={
            "document_number": check_digit(second[:9]) == second[9],
            "birth": check_digit(second[13:19]) == second[19],
            "expiry": check_digit(second[21:27]) == second[27],
            "optional": _optional_agrees(optional, second[42]),
            "composite": check_digit(_composite(second)) == second[43],
        },
    )


def split_name(full_name: str) -> tuple[str, str]:
    """Propose (primary, secondary): the last word and those before it; a one-word name is all primary."""
    *before, last = _words(full_name) or [""]
    return last, " ".join(before)


def name_field(primary: str, secondary: str) -> str:
    """The 39 characters of the names, shortened by the rules where they do not fit. Raises `Unprintable`."""
    family, given = _words(primary), _words(secondary)
    if not family:
        family, given = given, []
    if not family:
        raise Unprintable(primary)
    return _padded(_joined(*_shortened(family, given)), _NAME_FIELD)


def check_digit(field: str) -> str:
    """Weights 7, 3, 1 repeating, modulo 10."""
    return str(sum(_VALUES[mark] * weight for mark, weight in zip(field, cycle((7, 3, 1)), strict=False)) % 10)


def _shortened(family: list[str], given: list[str]) -> tuple[list[str], list[str]]:
    """Cut to 39 so that the last position holds a letter, which tells a reader that something is missing.

    First the given words become initials from the right, then the family's; only then are words dropped, and one
    letter of the given part always stays.
    """
    whole = (family, given)
    excess = _excess(family, given)
    given = _cut(given, excess)
    family = _cut(family, _excess(family, given))
    while _excess(family, given) > 0:
        (given if len(given) > 1 else family).pop()
    if excess > 0 and _excess(family, given) < 0:
        family, given = _refilled(family, given, whole)
    return family, given


def _cut(words: list[str], excess: int) -> list[str]:
    left = max(excess, 0)
    kept = []
    for word in reversed(words):
        gone = min(left, len(word) - 1)
        left -= gone
        kept.append(word[: len(word) - gone])
    return kept[::-1]


def _refilled(family: list[str], given: list[str], whole: tuple[list[str], list[str]]) -> tuple[list[str], list[str]]:
    """Dropping a word frees its separator too: give that place back to the last word that was longer."""
    for part, originals in ((given, whole[1]), (family, whole[0])):
        for place in reversed(range(len(part))):
            room = -_excess(family, given)
            part[place] = originals[place][: len(part[place]) + room]
    return family, given


def _excess(family: list[str], given: list[str]) -> int:
    return len(_joined(family, given)) - _NAME_FIELD


def _joined(family: list[str], given: list[str]) -> str:
    primary, secondary = _FILLER.join(family), _FILLER.join(given)
    return f"{primary}{_FILLER * 2}{secondary}" if secondary else primary


def _words(name: str) -> list[str]:
    """Letters only: an apostrophe vanishes, a hyphen separates (9303-3, 4.6), a digit has no place."""
    plain = names.tidy(name.translate(_HYPHENS))
    return "".join(mark for mark in plain if mark == " " or (mark.isascii() and mark.isalpha())).split()


def _composite(line: str) -> str:
    return line[:10] + line[13:20] + line[21:43]


def _optional_agrees(optional: str, digit: str) -> bool:
    empty = not optional.strip(_FILLER)
    return digit == check_digit(optional) or (empty and digit == _FILLER)


def _checked(field: str) -> str:
    return field + check_digit(field)


def _padded(text: str, width: int) -> str:
    return text.ljust(width, _FILLER)


def _spaced(field: str) -> str:
    return " ".join(field.replace(_FILLER, " ").split())


def _date(digits: str, century: int) -> date | None:
    try:
        return date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return None
