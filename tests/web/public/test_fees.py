"""The public page of fees, and its calculator: the same rows as the bills."""

from __future__ import annotations

import re

import pytest
from django.test import Client

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


def test_nonsense_is_answered_kindly(client: Client) -> None:
    answer = client.get("/fees", WANTED | {"years": "99", "people": "x"})
    assert answer.status_code == 422
    assert "2 jawaban perlu diperbaiki" in answer.content.decode()


def test_english_is_complete(client: Client) -> None:
    client.cookies["django_language"] = "en"
    assert "Work out your fee" in client.get("/fees").content.decode()
