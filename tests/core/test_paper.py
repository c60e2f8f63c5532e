from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from mpaspor.core import pdf, qr


def test_a_printed_code_can_be_scanned() -> None:
    with Image.open(BytesIO(qr.png("MPASPOR:7KQ2-M9XD"))) as picture:
        (read,) = zxingcpp.read_barcodes(picture)
    assert read.text == "MPASPOR:7KQ2-M9XD"


def test_a_code_for_a_page_carries_no_style_of_its_own() -> None:
    drawing = qr.svg("MPASPOR:7KQ2-M9XD")
    assert drawing.startswith("<svg")
    assert "style=" not in drawing
    assert 'class="qr"' in drawing


def _values(people: int = 3) -> dict[str, Any]:
    return {
        "language": "id",
        "brand": "M-Paspor",
        "title": "Bukti kunjungan dan kuitansi",
        "reference": "7KQ2-M9XD",
        "number_label": "Nomor antrean",
        "number": "09-07",
        "day": "Jumat 2 Januari 2026",
        "hours": "09.00\u201310.00 WITA",
        "come": "Datang pukul 08.50. Antrean mengikuti jam ini.",
        "office": "Kantor Imigrasi Denpasar",
        "address": "Jl. Contoh 1, Renon, Kota Denpasar, Bali",
        "qr": qr.svg("MPASPOR:7KQ2-M9XD"),
        "qr_note": ["Petugas memindai ini.", "Sah tanpa internet."],
        "who_heading": "Siapa yang datang",
        "who": [{"name": "Kirana Pramono, 8 tahun", "what": "baru, elektronik 5 tahun"}] * people,
        "bring_heading": "Bawa yang asli",
        "bring": ["KTP Ratna dan Bagus", 'Paspor lama "Ratna", #X1234567 $ \\ *'],
        "receipt_heading": "Kuitansi",
        "columns": ["Untuk", "Tarif", "Rp"],
        "items": [{"what": "Kirana Pramono, paspor", "tariff": "PP 45/2024", "amount": "650.000"}] * people,
        "total_label": "Lunas",
        "total": "Rp2.550.000",
        "in_words": "Dua juta lima ratus lima puluh ribu rupiah",
        "facts": [{"label": "NTPN", "value": "3C8A1F6T0N4D7K2P", "code": True}] * 4,
        "receipt_qr": qr.svg("https://mpaspor.contoh/receipts#" + "MP1/" * 45),
        "receipt_qr_note": "Periksa kuitansi ini",
        "foot": ["Periksa keaslian lembar ini: mpaspor.contoh/cek.", "Dibuat Jumat 5 Desember 2025"],
        "check_address": "mpaspor.contoh/cek",
        "page_label": "lembar {page} dari {pages}",
    }


def test_the_sheet_of_a_family_is_the_same_bytes_every_time() -> None:
    made = pdf.compile("documents/proof.typ", _values())
    assert made.startswith(b"%PDF")
    assert made == pdf.compile("documents/proof.typ", _values())
    assert made != pdf.compile("documents/proof.typ", _values() | {"number": "09-08"})


def test_many_sheets_may_be_asked_for_at_once() -> None:
    asked = [_values() | {"number": f"09-{place:02}"} for place in range(24)]
    with ThreadPoolExecutor(8) as desks:
        made = list(desks.map(lambda values: pdf.compile("documents/proof.typ", values), asked))
    assert made == [pdf.compile("documents/proof.typ", values) for values in asked]


@pytest.mark.parametrize("people", [1, 3, 8])
def test_a_family_of_any_size_fits_one_sheet(people: int) -> None:
    with pikepdf.open(BytesIO(pdf.compile("documents/proof.typ", _values(people)))) as sheet:
        assert len(sheet.pages) == 1


def test_the_sheet_can_be_listened_to() -> None:
    with pikepdf.open(BytesIO(pdf.compile("documents/proof.typ", _values()))) as sheet:
        assert sheet.Root.MarkInfo.Marked
        assert str(sheet.Root.Lang) == "id"
