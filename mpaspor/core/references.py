"""Codes people read aloud, copy and type: the reference of a file, and the 15 digits of a bill.

Twenty-nine characters none of which looks like another a person would type for it (no 0 O 1 I L S U), and a prime
number of them: with eight different weights, every single wrong character and every swap of two is caught.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXYZ"

_LENGTH = 8
_BASE = len(ALPHABET)
_WEIGHTS = tuple(pow(3, place, _BASE) for place in range(_LENGTH))
# Not zero: a code of eight equal first characters should not happen to be valid.
_REMAINDER = 15
# What a person writes who misread a printed character. Only pairs of which one is missing from the alphabet.
_MISREAD = str.maketrans({"S": "5", "U": "V"})
_SEPARATORS = str.maketrans("", "", " -\u2010\u2011\u2012\u2013\u2014.\t\n\r")


def new_reference() -> str:
    """A fresh random reference such as "7KQ2-M9XD"; the eighth character checks the seven before it."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH - 1))
    return _in_fours(body + _check_character(body))


def normalise(text: str) -> str:
    """What was meant by what was typed: upper case, one dash in the middle, misread characters put right.

    Text of another length comes back upper-cased and otherwise as it is; ask `is_valid` about the outcome.
    """
    typed = text.strip()
    plain = typed.translate(_SEPARATORS).upper().translate(_MISREAD)
    return _in_fours(plain) if len(plain) == _LENGTH else typed.upper()


def is_valid(text: str) -> bool:
    """Whether `text`, typed however people type, is a reference that could have been given out."""
    plain = normalise(text).replace("-", "")
    if len(plain) != _LENGTH or any(character not in ALPHABET for character in plain):
        return False
    return _check_character(plain[:-1]) == plain[-1]


def new_billing_code(day: date) -> str:
    """Fifteen digits as the treasury writes them: 8, the day, and six random ones, so that codes cannot be guessed."""
    return f"8{day:%Y%m%d}{secrets.randbelow(10**6):06}"


def _check_character(body: str) -> str:
    total = sum(weight * ALPHABET.index(character) for weight, character in zip(_WEIGHTS, body, strict=False))
    return ALPHABET[(_REMAINDER - total) * pow(_WEIGHTS[-1], -1, _BASE) % _BASE]


def _in_fours(plain: str) -> str:
    return f"{plain[:4]}-{plain[4:]}"
