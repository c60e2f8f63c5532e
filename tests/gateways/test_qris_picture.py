"""The picture of a code: what an independent camera and an independent reader make of it is what the acquirer gave."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
import typst
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mpaspor.core import qr
from mpaspor.gateways.qris import emv
from tests.gateways import independent_emv
from tests.gateways.test_qris_emv import CODE, VECTOR


def seen(picture: bytes) -> str:
    """What a camera reads."""
    with Image.open(BytesIO(picture)) as image:
        [found] = zxingcpp.read_barcodes(image)
    return found.text


def drawn(svg: str) -> bytes:
    """An SVG as pixels on paper, no wider than on a page."""
    page = b'#set page(width: 228pt, height: 228pt, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    return typst.compile(page, format="png", ppi=144, sys_inputs={"svg": svg})


def test_the_published_example_is_read_by_the_independent_reader() -> None:
    said = independent_emv.read(VECTOR)
    assert said == independent_emv.Said(
        dynamic=True, currency="360", amount=650_000, country="ID", name="CONTOH PASPOR", city="JAKARTA",
        merchant_pan="936009990000000017", national_number="ID1020000000017", bill_number="820260108000001",
    )  # fmt: skip
    assert emv.check(VECTOR).amount == said.amount
    with pytest.raises(independent_emv.Wrong):
        independent_emv.read(VECTOR.replace("650000", "650001"))


def test_both_pictures_of_the_published_example_are_the_example() -> None:
    assert seen(qr.png(VECTOR)) == VECTOR
    assert seen(drawn(qr.svg(VECTOR))) == VECTOR


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 10**9),
    st.from_regex(r"[A-Z][A-Z0-9 ]{0,23}[A-Z]", fullmatch=True),
    st.from_regex(r"8[0-9]{14}-[1-9]", fullmatch=True),
)
def test_what_we_would_show_is_what_a_wallet_sees(amount: int, name: str, bill_number: str) -> None:
    ours = replace(CODE, amount=amount, name=name, bill_number=bill_number)
    said = independent_emv.read(seen(qr.png(emv.build(ours), scale=4)))
    assert (said.amount, said.name, said.bill_number) == (amount, name, bill_number)
