"""A receipt on paper: one sheet whatever was paid and however, and the code on it is read by a camera."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import typst
import zxingcpp
from django.utils import translation
from PIL import Image

import mpaspor
from mpaspor import verify_receipt
from mpaspor.core import clock, pdf
from mpaspor.stages.payments import billing, receipt_keys, receipt_sheet, receipts, settlement
from mpaspor.stages.payments.models import Bill
from tests.people import Person
from tests.stages.appointments.scene import FAMILY, MORNING
from tests.stages.payments.scene import billed, notice
from tests.stages.payments.test_receipts import NTPN, settled

pytestmark = pytest.mark.django_db
TEMPLATES = Path(mpaspor.__file__).parent / "templates"
PAGE = "https://paspor.contoh.id/receipts"


def told(bill: Bill) -> dict[str, Any]:
    return receipt_sheet.values(bill, text=receipts.signed(bill), page=PAGE)


def paid(*cast: Person) -> Bill:
    bill = billed(*cast)
    settlement.receive(notice(bill), at=clock.now())
    return Bill.objects.get(pk=bill.pk)


def photographed(values: dict[str, Any]) -> bytes:
    """The sheet as a camera sees it, at the grain of an office printer."""
    template = str(TEMPLATES / "documents" / "receipt.typ")
    made = typst.compile(
        template,
        root=str(TEMPLATES),
        format="png",
        ppi=150,
        ignore_system_fonts=True,
        sys_inputs={"values": json.dumps(values)},
    )
    assert isinstance(made, bytes)
    return made


def pages(sheet: bytes) -> int:
    with pikepdf.open(BytesIO(sheet)) as paper:
        assert paper.Root.MarkInfo.Marked
        return len(paper.pages)


def test_the_code_on_the_sheet_is_the_receipt() -> None:
    values = told(settled(ntpn=NTPN))
    with Image.open(BytesIO(photographed(values))) as image:
        [found] = zxingcpp.read_barcodes(image)
    address, _, text = found.text.partition("#")
    assert address == PAGE
    keys = verify_receipt.keys_of(receipt_keys.ours().pem)
    assert verify_receipt.verify(text, keys)["number"] == NTPN
    printed = "\n".join(values["text"])
    assert verify_receipt.verify(printed, keys) == verify_receipt.verify(text, keys)


def copied(sheet: bytes) -> str:
    """The words of the first page as they come out when somebody copies them: by the fonts' own tables."""
    with pikepdf.open(BytesIO(sheet)) as paper:
        page, font, words = paper.pages[0], dict[int, str](), ""
        fonts = {name: letters(face.ToUnicode.read_bytes().decode()) for name, face in page.Resources.Font.items()}
        for step in pikepdf.parse_content_stream(page):
            operands: Any = step.operands
            operator = str(step.operator)
            if operator == "Tf":
                font = fonts[str(operands[0])]
            shown = operands[0] if operator == "TJ" else operands if operator == "Tj" else []
            glyphs = b"".join(bytes(part) for part in shown if isinstance(part, pikepdf.String))
            words += "".join(font[int.from_bytes(glyphs[at : at + 2])] for at in range(0, len(glyphs), 2))
    return words


def letters(table: str) -> dict[int, str]:
    pairs = re.findall(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>$", table, re.MULTILINE)
    return {int(glyph, 16): bytes.fromhex(letter).decode("utf-16-be") for glyph, letter in pairs}


def test_the_text_can_be_copied_out_of_the_paper() -> None:
    bill = settled(ntpn=NTPN)
    words = copied(receipts.sheet(bill))
    assert receipts.signed(bill) in words
    assert "Sembilan ratus lima puluh ribu rupiah" in words


def test_the_same_bill_has_the_same_sheet_whenever_it_is_asked_for(clock: Any) -> None:
    bill = settled()
    first = receipts.sheet(bill)
    clock.shift(86_400)
    assert receipts.sheet(Bill.objects.get(pk=bill.pk)) == first
    with translation.override("en"):
        assert receipts.sheet(bill) != first


def test_it_says_what_was_paid_by_whom_on_which_law_and_where() -> None:
    values = told(settled(ntpn=NTPN, stan="004417", via="treasury"))
    assert values["about"][0]["value"] == "Ratna Wulandari"
    assert (values["amount"], values["in_words"]) == ("Rp950.000", "Sembilan ratus lima puluh ribu rupiah")
    [item] = values["items"]
    assert (item["tariff"], item["amount"]) == ("PP 45/2024", "950.000")
    assert item["what"].startswith("Ratna Wulandari: Paspor elektronik, 10 tahun")
    facts = {fact["label"]: fact["value"] for fact in values["facts"]}
    assert (facts["NTPN"], facts["NTB"], facts["STAN"]) == (NTPN, "NTB1", "004417")
    assert facts["Dibayar di"] == "ATM"
    assert facts["Dibayar"] == "Jumat 2 Januari 2026, 09.00 WITA"
    assert values["sources"] == []


def test_in_english_nothing_is_left_in_indonesian() -> None:
    with translation.override("en"):
        values = told(settled())
    words = json.dumps(values)
    for left in ("Diterima", "Biaya", "Pindai", "Cocokkan", "Tercatat", "elektronik"):
        assert left not in words


def test_a_family_has_one_sheet_and_every_item_on_it() -> None:
    values = told(paid(*FAMILY))
    assert [item["amount"] for item in values["items"]] == ["950.000", "950.000", "650.000"]
    assert pages(receipts.sheet(Bill.objects.get())) == 1


def test_eight_people_with_two_lines_each_still_fit_one_sheet() -> None:
    bill = paid(*FAMILY)
    values = told(bill)
    crowd = values | {"items": values["items"] * 5, "facts": values["facts"]}
    assert pages(pdf.compile("documents/receipt.typ", crowd)) == 1


def test_a_bill_paid_from_credit_says_where_the_money_came_from() -> None:
    late = billed()
    billing.void(late, by=None, at=MORNING, why="")
    settlement.receive(notice(late, amount=1_000_000, number="7"), at=clock.now())
    bill = billing.issue(late.application, by=None, at=clock.now())
    bill = Bill.objects.get(pk=bill.pk)
    values = told(bill)
    assert [(one["number"], one["amount"]) for one in values["sources"]] == [
        ("NTB7", "1.000.000"),
        ("", "\u221250.000"),
    ]
    assert receipts.signed(bill).split("/")[3] == "-"
    assert pages(receipts.sheet(bill)) == 1


def test_a_house_without_a_key_prints_a_sheet_without_a_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.RECEIPT_KEY", "")
    bill = settled()
    assert told(bill)["qr"] == ""
    assert pages(receipts.sheet(bill)) == 1
