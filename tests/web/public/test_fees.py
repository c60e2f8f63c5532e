"""The public page of fees, and its calculator: the same rows as the bills."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from mpaspor.offices import policy
from mpaspor.offices.models import Rule
from mpaspor.stages.payments import tariff
from mpaspor.stages.payments.models import Tariff
from tests.web.conftest import Unpriced

pytestmark = pytest.mark.django_db
WANTED = {"service": "new", "adult": "yes", "kind": "electronic", "years": "10", "people": "1"}


def read(client: Client, **changes: str) -> str:
    answer = client.get("/fees", WANTED | changes)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_rows_of_today_are_shown_with_their_law(client: Client) -> None:
    page = client.get("/fees").content.decode()
    for told in ("Rp350.000", "Rp650.000", "Rp950.000", "Rp1.000.000", "Rp500.000", "PP 45/2024"):
        assert told in page
    assert "Kapan biaya tidak kembali" in page
    assert "Jumlah</dt>" not in page, "nobody asked for a sum yet"


@pytest.mark.parametrize(
    ("asked", "total"),
    [
        ({}, "Rp950.000"),
        ({"people": "3"}, "Rp2.850.000"),
        ({"accelerated": "on"}, "Rp1.950.000"),
        ({"service": "lost"}, "Rp1.950.000"),
        ({"service": "damaged", "kind": "ordinary", "years": "5"}, "Rp850.000"),
        ({"kind": "ordinary", "migrant_worker": "on"}, "Rp0"),
        ({"adult": "no", "years": "5"}, "Rp650.000"),
    ],
)
def test_the_sum_is_worked_out(client: Client, asked: dict[str, str], total: str) -> None:
    assert f"Jumlah</dt><dd>{total}</dd>" in read(client, **asked)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"service": "lost", "accelerated": "on"}, "Percepatan hanya untuk"),
        ({"adult": "no"}, "Paspor 10 tahun hanya untuk"),
        ({"migrant_worker": "on"}, "bukan elektronik"),
        ({"service": "expired", "kind": "ordinary", "migrant_worker": "on"}, "hanya untuk paspor pertama"),
    ],
)
def test_what_does_not_go_together_is_refused_with_the_reason(client: Client, asked: dict[str, str], why: str) -> None:
    page = read(client, **asked)
    assert why in page
    assert "Jumlah</dt>" not in page


@pytest.fixture
def _read_anew() -> Iterator[None]:
    """What this story writes into prices and rules is read at once, and by no other."""
    policy.forget()
    tariff.forget()
    yield
    policy.forget()
    tariff.forget()


@pytest.mark.parametrize("codes", [(), ("electronic_10",), ("acceleration", "burden_lost")])
def test_what_the_tariff_does_not_name_today_has_no_price(
    client: Client, unpriced: Unpriced, codes: tuple[str, ...]
) -> None:
    unpriced(*codes)
    page = read(client, service="new", accelerated="on")
    assert "Belum ada harganya" in page
    assert "Tarif hari ini belum menyebut harga" in page
    assert "Jumlah</dt>" not in page
    assert client.get("/").status_code == 200
    assert client.get("/fees").status_code == 200


@pytest.mark.usefixtures("_read_anew")
def test_prices_whose_day_is_ahead_stand_there_with_it_and_change_nothing_today(client: Client) -> None:
    Tariff.objects.filter(code="electronic_10", valid_to=None).update(valid_to=date(2026, 2, 28))
    facts = {"valid_from": date(2026, 3, 1), "legal_reference": "PP 7/2026"}
    Tariff.objects.create(code="electronic_10", amount=1_100_000, **facts)
    Tariff.objects.create(code="travel_document_citizen", amount=120_000, **facts)
    page = read(client)
    assert "Mulai 1 Maret 2026" in page
    assert "Paspor elektronik, 10 tahun</dt><dd>Rp1.100.000" in page
    assert "Menurut PP 7/2026. Yang berlaku ialah harga pada hari kode bayar dibuat." in page
    assert "Jumlah</dt><dd>Rp950.000</dd>" in page
    assert "Rp120.000" not in page


@pytest.mark.usefixtures("_read_anew")
def test_a_rule_with_a_line_for_each_reason_names_the_reasons(client: Client) -> None:
    value = {"*": "kept", "unclear_purpose": "kept"}
    Rule.objects.create(key="fee.after_refused", value=value, valid_from=date(2025, 1, 1), source="a test")
    page = read(client)
    assert page.count("Permohonan ditolak sesudah wawancara.") == 2
    assert "Permohonan ditolak sesudah wawancara. Tujuan" in page


def test_nonsense_is_answered_kindly(client: Client) -> None:
    answer = client.get("/fees", WANTED | {"years": "99", "people": "x"})
    assert answer.status_code == 422
    assert "2 jawaban perlu diperbaiki" in answer.content.decode()


def test_english_is_complete(client: Client) -> None:
    client.cookies["django_language"] = "en"
    assert "Work out your fee" in client.get("/fees").content.decode()
