from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpaspor.gateways.qris import emv, tlv

# The machine may be busy with others; how long an example takes says nothing.
UNHURRIED = settings(deadline=None)

VECTOR = (
    "00020101021226680016ID.CO.CONTOH.WWW01189360099900000000170215ID00000000000010303UBE51440014ID.CO.QRIS.WWW"
    "0215ID10200000000170303UBE52049399530336054066500005802ID5913CONTOH PASPOR6007JAKARTA610512940622601158202"
    "601080000010703A016304F08D"
)
CODE = emv.Code(
    is_dynamic=True,
    merchants=(emv.Merchant("ID.CO.CONTOH.WWW", "936009990000000017", "ID0000000000001", "UBE"),),
    nmid="ID1020000000017",
    criteria="UBE",
    category="9399",
    amount=650000,
    name="CONTOH PASPOR",
    city="JAKARTA",
    postcode="12940",
    bill_number="820260108000001",
    terminal_label="A01",
)


def independent_parts(text: str) -> dict[str, str]:
    """The parts, read in another way than ours: from the left, by a pattern."""
    parts = {}
    while text:
        match = re.match(r"(\d\d)(\d\d)", text)
        assert match
        parts[match[1]] = text[4 : 4 + int(match[2])]
        text = text[4 + int(match[2]) :]
    return parts


def independent_checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE bit by bit."""
    value = 0xFFFF
    for byte in text.encode():
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1) ^ (0x1021 if value & 0x8000 else 0)
            value &= 0xFFFF
    return f"{value:04X}"


def sealed(text: str) -> str:
    return text + "6304" + independent_checksum(text + "6304")


def without(name: str, value: str | None = None, text: str = VECTOR) -> str:
    """The vector without a part, or with another value in it, sealed again."""
    parts = independent_parts(text)
    del parts["63"]
    changed = {key: (value if key == name else old) for key, old in parts.items() if key != name or value is not None}
    return sealed("".join(f"{key}{len(one or ''):02}{one}" for key, one in changed.items()))


def test_the_published_example_is_read_and_built_byte_for_byte() -> None:
    assert emv.check(VECTOR) == CODE
    assert emv.build(CODE) == VECTOR


def test_the_checksum_is_the_published_one() -> None:
    assert tlv.checksum("123456789") == "29B1" == independent_checksum("123456789")
    assert tlv.checksum(VECTOR[:-4]) == "F08D"


def test_an_independent_reader_reads_what_we_build() -> None:
    text = emv.build(replace(CODE, amount=2900000, city="DENPASAR", reference_label="7KQ2M9XD"))
    parts = independent_parts(text)

    assert (parts["54"], parts["60"], parts["53"], parts["58"]) == ("2900000", "DENPASAR", "360", "ID")
    assert independent_parts(parts["62"]) == {"01": "820260108000001", "05": "7KQ2M9XD", "07": "A01"}
    assert parts["63"] == independent_checksum(text[:-4])


@pytest.mark.parametrize("place", range(len(VECTOR)))
def test_a_code_changed_anywhere_is_refused(place: int) -> None:
    other = "0" if VECTOR[place] != "0" else "1"
    with pytest.raises(tlv.Malformed):
        tlv.read(VECTOR[:place] + other + VECTOR[place + 1 :])


@pytest.mark.parametrize("length", range(len(VECTOR)))
def test_a_code_cut_short_is_refused_within_its_text(length: int) -> None:
    with pytest.raises(tlv.Malformed) as refused:
        tlv.read(VECTOR[:length])
    assert 0 <= refused.value.offset <= length


@pytest.mark.parametrize(
    ("text", "offset", "reason"),
    [
        ("", 0, "comes first"),
        ("0x0201", 0, "name"),
        ("00xx01", 2, "length"),
        ("000", 2, "length"),
        ("000301", 2, "00 is 2 long, not 3"),
        ("000000020101", 2, "0 long"),
        (sealed("010212" + "000201"), 0, "comes first"),
        (sealed("000201" + "000201"), 6, "stands twice"),
        (VECTOR + "6502ID", len(VECTOR), "comes last"),
        (VECTOR[:-4] + "f08d", len(VECTOR) - 8, "checksum"),
        (VECTOR[:-4] + "0000", len(VECTOR) - 8, "checksum"),
        ("x" * 513, 512, "longer than 512"),
        ("٠٠٠٢٠١", 0, "name"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, offset: int, reason: str) -> None:
    with pytest.raises(tlv.Malformed, match=reason) as refused:
        tlv.read(text)
    assert refused.value.offset == offset


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("01", "13", "01 is not"), ("01", None, "01 is missing"), ("53", "840", "53 is not 360"), ("53", None, "53"),
        ("58", "SG", "58 is not ID"), ("58", None, "58"), ("51", None, "51 is missing"),
        ("26", None, "no merchant account"),
        ("52", "93999", "52 has another form"), ("52", None, "52"), ("54", "650.000", "amount"), ("54", "0", "amount"),
        ("54", "650000.50", "amount"), ("54", None, "names its amount"), ("54", "-1", "amount"), ("59", "x" * 26, "59"),
        ("59", None, "59"), ("60", "x" * 16, "60"), ("60", None, "60"), ("00", "02", "00 is not 01"),
        ("51", "0014ID.CO.QRIS.WWX0215ID10200000000170303UBE", "ID.CO.QRIS.WWW"),
        ("51", "0014ID.CO.QRIS.WWW0215XX10200000000170303UBE", "national merchant number"),
        ("51", "0014ID.CO.QRIS.WWW0215ID10200000000170303XXX", "criteria"),
        ("51", "0014ID.CO.QRIS.WWW", "02 is missing"), ("51", "0014ID", "14"), ("62", "01", "length"),
        ("26", "0016ID.CO.CONTOH.WWW0118123456780000000017", "PAN"),
    ],
)  # fmt: skip
def test_what_is_not_lawful_is_told(name: str, value: str | None, reason: str) -> None:
    with pytest.raises(tlv.Malformed, match=reason) as refused:
        emv.check(without(name, value))
    assert 0 <= refused.value.offset <= len(VECTOR) + 30


def test_the_place_of_a_fault_inside_a_part_counts_from_the_beginning() -> None:
    text = without("51", "0014ID.CO.QRIS.WWW0215XX10200000000170303UBE")
    with pytest.raises(tlv.Malformed) as refused:
        emv.check(text)
    assert text[refused.value.offset :].startswith("0215XX")


def test_a_static_code_has_no_amount_and_decimals_may_be_noughts() -> None:
    assert emv.check(emv.build(replace(CODE, is_dynamic=False, amount=None))).amount is None
    assert emv.check(without("54", "650000.00")).amount == 650000


@pytest.mark.parametrize(
    "changes",
    [{"name": "x" * 26}, {"city": ""}, {"amount": None}, {"amount": 0}, {"nmid": "x"}, {"merchants": ()},
     {"bill_number": "9" * 99}, {"bill_number": "9" * 100}, {"category": "1"}, {"criteria": "u"}],
)  # fmt: skip
def test_nothing_is_built_that_would_not_be_read(changes: dict[str, object]) -> None:
    with pytest.raises(tlv.Malformed):
        emv.build(replace(CODE, **changes))  # type: ignore[arg-type]


@UNHURRIED
@given(st.text() | st.text("0123456789", max_size=80) | st.text("0123456789ID.WQRS", max_size=60).map(sealed))
def test_any_text_is_a_code_or_refused(text: str) -> None:
    with suppress(tlv.Malformed):
        emv.check(text)


@UNHURRIED
@given(
    st.integers(1, 10**13 - 1),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ ", min_size=1, max_size=25),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=15),
    st.text("0123456789", max_size=25),
)
def test_what_is_built_is_read_back(amount: int, name: str, city: str, bill_number: str) -> None:
    code = replace(CODE, amount=amount, name=name, city=city, bill_number=bill_number)

    assert emv.check(emv.build(code)) == code
