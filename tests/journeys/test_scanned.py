"""A bill paid by scanning its code, which a camera reads off the screen, by day and by night."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import BytesIO

import zxingcpp
from PIL import Image

from tests.gateways import independent_emv
from tests.journeys import steps
from tests.journeys.cast import MADE
from tests.journeys.visitor import Visitor

PATIENCE = 90


def test_made_pays_by_scanning(arrive: Callable[..., Visitor]) -> None:
    made = arrive(both=True)
    made.open("/")
    steps.register(made, MADE)
    reference = steps.begin(made)
    steps.answer_everything(made, MADE)
    steps.photograph_papers(made, MADE)
    steps.confirm(made)
    steps.take_a_place(made)
    code = steps.have_a_bill_made(made)
    made.open(f"/applications/{reference}/bills/{code}/qris")
    made.send(made.page.locator("form[action$='/qris']"))
    read = {colours: seen(made, colours) for colours in ("dark", "light")}
    assert read["dark"] == read["light"]
    said = independent_emv.read(read["light"])
    assert said.bill_number == f"{code}-1"
    with made.page.expect_download() as saved:
        made.page.locator("a[href$='qris.png']").click()
    with Image.open(saved.value.path()) as picture:
        assert [found.text for found in zxingcpp.read_barcodes(picture)] == [read["light"]]

    wallet = made.beside()
    wallet.open("/demo/wallet")
    wallet.write("content", read["light"])
    wallet.send(wallet.form("content"))
    assert wallet.reads(said.name)
    wallet.send(wallet.form("content"))
    wallet.page.close()

    until = time.monotonic() + PATIENCE
    while not made.reads("Diterima") and time.monotonic() < until:
        made.page.wait_for_timeout(1000)
        made.page.goto(f"{made.address}/applications/{reference}/bill")
    made.open(f"/applications/{reference}/bill")
    assert made.reads("Lunas") or made.reads("Pembayaran diterima")
    with made.page.expect_download() as paper:
        made.page.evaluate(
            "path => { const link = document.createElement('a'); link.href = path; link.download = ''; link.click(); }",
            f"/applications/{reference}/bills/{code}/receipt.pdf",
        )
    assert paper.value.path().read_bytes().startswith(b"%PDF")


def seen(visitor: Visitor, colours: str) -> str:
    """What a camera held before the screen reads."""
    visitor.page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
    visitor.look()
    with Image.open(BytesIO(visitor.page.locator(".qr-box").screenshot())) as picture:
        [found] = zxingcpp.read_barcodes(picture)
    return found.text
