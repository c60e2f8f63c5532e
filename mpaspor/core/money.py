"""Money is a whole number of rupiah. There are no cents, so there are no floats."""

from __future__ import annotations

_MINUS = "\u2212"


def rupiah(amount: int, language: str = "id") -> str:
    """`2550000` -> "Rp2.550.000"; in English "Rp2,550,000"."""
    sign = _MINUS if amount < 0 else ""
    return f"{sign}Rp{figures(abs(amount), language)}"


def figures(amount: int, language: str = "id") -> str:
    """The grouped number alone, for columns headed "Rp"."""
    sign = _MINUS if amount < 0 else ""
    grouped = f"{sign}{abs(amount):,}"
    return grouped.replace(",", ".") if language == "id" else grouped


def in_words(amount: int, language: str = "id") -> str:
    """`2550000` -> "dua juta lima ratus lima puluh ribu rupiah", as a receipt needs it."""
    words = _indonesian if language == "id" else _english
    sign = "minus " if amount < 0 else ""
    return f"{sign}{words(abs(amount))} rupiah"


_SATUAN = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
_KELIPATAN = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (1000, "ribu"), (100, "ratus"), (10, "puluh"))
_BELASAN_END = 20


def _indonesian(number: int) -> str:
    if number < len(_SATUAN):
        return _SATUAN[number]
    if number < _BELASAN_END:
        return f"{_SATUAN[number - 10]} belas"
    scale, word = next(entry for entry in _KELIPATAN if number >= entry[0])
    head, rest = divmod(number, scale)
    told = f"se{word}" if head == 1 and scale < 10**6 else f"{_indonesian(head)} {word}"
    return f"{told} {_indonesian(rest)}" if rest else told


_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))


def _english(number: int) -> str:
    if number < len(_ONES):
        return _ONES[number]
    for scale, word in _SCALES:
        if number >= scale:
            head, rest = divmod(number, scale)
            told = f"{_english(head)} {word}"
            return f"{told} {_english(rest)}" if rest else told
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
