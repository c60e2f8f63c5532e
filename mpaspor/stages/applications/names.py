"""How a name is written in a passport (domain 1.4): capitals, Latin letters, no punctuation, no digits, no titles.

One-word names are names. Nothing here changes what the civil documents say: it proposes, and the officer decides.
"""

from __future__ import annotations

import unicodedata

PAGE_LIMIT = 34
CIVIL_LIMIT = 60

# Letters that lose more than an accent. The rest is decomposed and keeps its base letter (ICAO 9303-3, section 6).
_LETTERS = str.maketrans(
    {
        "Ä": "AE", "Ö": "OE", "Ü": "UE", "ß": "SS", "ẞ": "SS", "Å": "AA", "Æ": "AE", "Ø": "OE", "Œ": "OE",
        "Þ": "TH", "Ð": "D", "Đ": "D", "Ł": "L", "Ħ": "H", "Ŋ": "N", "Ŧ": "T",
        "İ": "I", "\u0131": "I", "ĳ": "IJ", "Ĳ": "IJ",
    },
)  # fmt: skip
_DROPPED = str.maketrans("", "", "'\u2019\u2018\u02bc\u02bb`\u00b4-\u2010\u2011\u2012\u2013\u2014\u2212")
_TITLES = frozenset({"DR", "DRS", "DRA", "H", "HJ", "IR", "KH", "PROF"})


def tidy(name: str) -> str:
    """The name as the passport prints it: "Ai'nun" -> "AINUN", "M. Firman" -> "M FIRMAN", "Al-Farisi" -> "ALFARISI".

    Digits stay, so that `problems` can point at them.
    """
    spaced = "".join(mark if mark.isalnum() else " " for mark in transliterate(name.translate(_DROPPED)))
    return " ".join(spaced.split())


def transliterate(text: str) -> str:
    """Capitals A to Z for Latin letters of any language; everything else is left as it is."""
    # Composed first: a phone may send "A" and a combining ring, which the table knows as one letter.
    letters = unicodedata.normalize("NFC", text).upper().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", letters)
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark)).upper()


def problems(name: str) -> list[str]:
    """What must be put right before the name can be used: "empty", "digits", "script", "too_long"."""
    plain = tidy(name)
    found = {
        "empty": not plain,
        "digits": any(mark.isdigit() for mark in plain),
        "script": any(mark.isalpha() and not mark.isascii() for mark in plain),
        "too_long": len(plain) > CIVIL_LIMIT,
    }
    return [code for code, wrong in found.items() if wrong]


def warnings(name: str) -> list[str]:
    """What a person should look at again: "page_limit" (over 34 characters, agreed with the officer), "title"."""
    plain = tidy(name)
    found = {
        "page_limit": PAGE_LIMIT < len(plain) <= CIVIL_LIMIT,
        "title": "," in name or plain.split(" ")[0] in _TITLES,
    }
    return [code for code, doubtful in found.items() if doubtful]


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: case, accents, punctuation and spaces do not tell people apart."""
    return tidy(one).replace(" ", "") == tidy(other).replace(" ", "")
