"""The ledger for everybody: an office's day in words and numbers, the heads, the files; in both languages, cheaply."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import cast

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mpaspor import verify_ledger
from mpaspor.core.clock import now
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.ledger import lines, sealing
from mpaspor.stages.appointments.models import PlaceLine, PlaceSeal
from tests import people
from tests.stages.appointments.scene import MONDAY, MORNING, confirm, file, hour, stranger

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 12


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> date:
    """A morning's lines, sealed; the day of the ledger on which they were written (by the database's clock)."""
    slot = hour(5)
    first, second = file(stranger(1)), file(stranger(2))
    for application in (first, second):
        booking.hold(application, slot.pk, by=None, at=MORNING)
    confirm(first)
    booking.release(second, by=None, at=MORNING, why="")
    # Within the test's own transaction nothing is complete yet; a seal is made over all the same.
    monkeypatch.setattr(lines, "complete", lambda: 2**62)
    sealing.seal(now())
    return PlaceSeal.objects.get().on


def read(client: Client, page: str) -> str:
    return " ".join(client.get(page).content.decode().split())


def content(client: Client, page: str) -> bytes:
    return cast("StreamingHttpResponse", client.get(page)).getvalue()


def test_a_day_of_an_office_says_what_became_of_its_places(client: Client, sealed: date) -> None:
    page = read(client, f"/ledger/offices/5171/{MONDAY}")
    assert "Denpasar, Senin 5 Januari 2026: 1 dari 5 tempat terisi" in page
    for words, count in (("Pasti: sudah dibayar", 1), ("Untuk daftar tunggu", 1), ("Belum terisi", 3)):
        assert f"<dt>{words}</dt><dd>{count}</dd>" in page
    assert "Sejauh ini tempat 1 kali dilepas" in page
    assert "09.00–10.00" in page
    assert f"nomor {PlaceLine.objects.earliest('pk').slot_id}" in page


def test_it_reads_in_english(client: Client, sealed: date) -> None:
    client.cookies["django_language"] = "en"
    assert "Denpasar, Monday 5 January 2026: 1 of 5 places taken" in read(client, f"/ledger/offices/5171/{MONDAY}")
    assert "The ledger of places, open to everybody" in read(client, "/ledger")


def test_a_day_without_places_says_so_and_leads_to_one_that_has(client: Client, sealed: date) -> None:
    page = read(client, f"/ledger/offices/5171/{MONDAY - timedelta(days=2)}")
    assert "belum ada tempat dibuka" in page
    assert f'href="/ledger/offices/5171/{MONDAY}" rel="next"' in page


def test_the_form_leads_to_the_office_and_the_day(client: Client) -> None:
    people.denpasar()
    there = client.get("/ledger/offices", {"office": "5171", "on": "2026-01-05"})
    assert (there.status_code, there["Location"]) == (302, "/ledger/offices/5171/2026-01-05")
    assert client.get("/ledger/offices", {"office": "5171", "on": "soon"})["Location"].endswith("/2026-01-02")


@pytest.mark.parametrize(
    "page",
    [
        "/ledger/offices/0000/2026-01-05", "/ledger/offices/5171/soon", "/ledger/offices/5171/20260105",
        "/ledger/offices?office=0000", "/ledger/2020-01-01.csv", "/ledger/soon.csv", "/ledger/2020-01-01/slots.csv",
        "/ledger/offices/5171/9999-12-31", "/ledger/offices/5171/0001-01-01", "/ledger/offices/5171/2026-99-99",
        "/ledger/offices/%00/2026-01-05",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client: Client, page: str) -> None:
    people.denpasar()
    assert client.get(page).status_code == 404


def test_the_heads_are_told_with_their_files(client: Client, sealed: date) -> None:
    page = read(client, "/ledger")
    head = PlaceSeal.objects.get().head
    assert page.count(head) == 2
    assert f'href="/ledger/{sealed}.csv"' in page
    assert "Masih ditulis" in page
    assert content(client, "/ledger/heads.csv").decode().splitlines() == [
        "day,before,lines,head,state",
        f"{sealed},0,6,{head},open",
    ]


def test_before_the_first_seal_the_page_says_so(client: Client) -> None:
    assert "Belum ada baris yang disegel" in read(client, "/ledger")


def test_what_was_downloaded_is_whole(
    client: Client, sealed: date, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "day.csv").write_bytes(content(client, f"/ledger/{sealed}.csv"))
    (tmp_path / "slots.csv").write_bytes(content(client, f"/ledger/{sealed}/slots.csv"))
    (tmp_path / "heads.csv").write_bytes(content(client, "/ledger/heads.csv"))
    assert verify_ledger.main([str(tmp_path), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["whole"], answer["lines"]) == (True, 6)


def test_a_day_that_goes_on_is_asked_for_again_and_a_final_one_kept(client: Client, sealed: date) -> None:
    answer = client.get(f"/ledger/{sealed}.csv")
    assert answer["Cache-Control"] == "public, no-cache"
    assert client.get(f"/ledger/{sealed}.csv", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    PlaceSeal.objects.create(at=now(), on=sealed + timedelta(days=1), upto=2**62, lines=7, head="0" * 64)
    assert "immutable" in client.get(f"/ledger/{sealed}.csv")["Cache-Control"]


def test_it_is_read_and_not_written(client: Client, sealed: date) -> None:
    for page in ("/ledger", f"/ledger/{sealed}.csv", "/ledger/heads.csv", f"/ledger/offices/5171/{MONDAY}"):
        assert client.post(page).status_code == 405
        assert client.head(page).status_code == 200


def test_each_page_costs_at_most_twelve_statements(client: Client, sealed: date) -> None:
    for start in range(10, 16):
        hour(20, start=start)
    for page in ("/ledger", f"/ledger/offices/5171/{MONDAY}", "/ledger/heads.csv", f"/ledger/{sealed}.csv"):
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        assert len(asked) <= MOST_STATEMENTS, page


def test_the_pages_around_lead_here(client: Client) -> None:
    people.denpasar()
    assert 'href="/ledger"' in read(client, "/figures")
    assert 'href="/ledger/offices/5171/' in read(client, "/offices")
