from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mpaspor.core import money


def test_an_amount_is_grouped_as_each_language_groups() -> None:
    assert money.rupiah(2_550_000) == "Rp2.550.000"
    assert money.rupiah(2_550_000, "en") == "Rp2,550,000"
    assert money.rupiah(0) == "Rp0"
    assert money.rupiah(-650_000) == "\u2212Rp650.000"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "nol rupiah"),
        (11, "sebelas rupiah"),
        (19, "sembilan belas rupiah"),
        (100, "seratus rupiah"),
        (1_000, "seribu rupiah"),
        (1_115, "seribu seratus lima belas rupiah"),
        (10_000, "sepuluh ribu rupiah"),
        (350_000, "tiga ratus lima puluh ribu rupiah"),
        (1_000_000, "satu juta rupiah"),
        (2_550_000, "dua juta lima ratus lima puluh ribu rupiah"),
        (1_000_000_001, "satu miliar satu rupiah"),
        (-650_000, "minus enam ratus lima puluh ribu rupiah"),
    ],
)
def test_an_amount_is_written_out_for_a_receipt(amount: int, words: str) -> None:
    assert money.in_words(amount) == words


def test_an_amount_is_written_out_in_english() -> None:
    assert money.in_words(2_550_000, "en") == "two million five hundred fifty thousand rupiah"
    assert money.in_words(1_000_021, "en") == "one million twenty-one rupiah"


_VALUES = {word: value for value, word in enumerate(money._SATUAN)} | {"sepuluh": 10, "sebelas": 11}  # noqa: SLF001
_SCALES = {"puluh": 10, "ratus": 100}
_BIG = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}


def _counted(words: str) -> int:
    """Read Indonesian number words back, as a teller would."""
    total = group = last = 0
    for word in words.removesuffix(" rupiah").replace("seratus", "satu ratus").replace("seribu", "satu ribu").split():
        if word in _BIG:
            total, group, last = total + (group + last) * _BIG[word], 0, 0
        elif word in _SCALES:
            group, last = group + last * _SCALES[word], 0
        elif word == "belas":
            group, last = group + 10 + last, 0
        else:
            last = _VALUES[word]
    return total + group + last


@given(some.integers(0, 10**15 - 1))
def test_the_words_can_be_counted_back(amount: int) -> None:
    assert _counted(money.in_words(amount)) == amount
