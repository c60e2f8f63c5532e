"""A draw as anybody may check it: who promised what, the files byte for byte, the outcome in numbers."""

from __future__ import annotations

from hashlib import sha256

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mpaspor.gateways import storage
from mpaspor.gateways.link import Unavailable
from mpaspor.stages.appointments.draws import files, sealing
from mpaspor.stages.appointments.models import Draw
from tests.stages.appointments.draws import scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A beacon and a store that cost nothing."""
    scene.install(monkeypatch)


@pytest.fixture
def draw() -> Draw:
    """Two places, three who entered."""
    made = scene.draw((9, 2))
    scene.strangers(made, 3)
    return made


def read(client: Client, page: str) -> str:
    return " ".join(client.get(page).content.decode().split())


def test_the_list_says_where_each_draw_stands(client: Client, draw: Draw, clock: time_machine.Traveller) -> None:
    assert "Bisa diikuti" in read(client, "/draws")
    clock.move_to(scene.CLOSED)
    assert "Disegel" in read(client, "/draws")
    scene.held(draw)
    assert "Sudah diundi" in read(client, "/draws")


def test_without_a_draw_the_schedule_is_named(client: Client) -> None:
    assert "Belum ada undian" in read(client, "/draws")


def test_before_it_closes_the_odds_and_the_promises_are_told(client: Client, draw: Draw) -> None:
    page = read(client, "/draws/denpasar")
    assert "Belum mengumumkan" in page
    assert "Daftar sampai <b>Jumat 2 Januari 2026, 10.00 WITA (09.00 WIB)</b>" in page
    assert '<dd class="digest">' in page
    assert "entries.csv" not in page
    scene.commit(draw)
    told = read(client, "/draws/denpasar")
    assert sha256(b"tujuh belas burung").hexdigest() in told
    assert "Sidik diumumkan" in told


def test_a_witness_who_keeps_silent_is_seen(client: Client, draw: Draw, clock: time_machine.Traveller) -> None:
    scene.commit(draw)
    clock.move_to(scene.CLOSED)
    sealing.seal(draw, at=scene.CLOSED)
    scene.reveal(draw, "Ombudsman RI")
    clock.move_to(scene.KNOWN)
    page = read(client, "/draws/denpasar")
    assert "tujuh belas burung" in page
    assert "hujan di bulan Juni" not in page
    assert "Tidak membuka" in page


def test_after_the_draw_everything_can_be_had_and_recomputed(client: Client, draw: Draw) -> None:
    scene.held(draw)
    page = read(client, "/draws/denpasar")
    assert "<b>2</b> dari 3 peserta dapat tempat" in page
    assert "mpaspor verify-draw draw.json places.csv entries.csv results.csv" in page
    kept = files.published(Draw.objects.get())
    assert set(kept) == {"draw.json", "places.csv", "entries.csv", "results.csv"}
    for name, content in kept.items():
        answer = client.get(f"/draws/denpasar/{name}")
        assert answer.content == content
        assert answer["Content-Disposition"] == f'attachment; filename="denpasar-{name}"'
        assert name in page


def test_what_is_sealed_is_kept_by_readers_and_what_still_changes_is_not(client: Client, draw: Draw) -> None:
    scene.held(draw)
    sealed = client.get("/draws/denpasar/entries.csv")
    assert "immutable" in sealed["Cache-Control"]
    assert sealed["ETag"] == f'"{Draw.objects.get().entries_digest}"'
    facts = client.get("/draws/denpasar/draw.json")
    assert facts["Cache-Control"] == "public, no-cache"
    for name, etag in (("entries.csv", sealed["ETag"]), ("draw.json", facts["ETag"])):
        again = client.get(f"/draws/denpasar/{name}", headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["entries.csv", "results.csv", "nope.csv", "..", "draw.json%00"])
def test_what_is_not_published_is_not_found(client: Client, draw: Draw, name: str) -> None:
    assert client.get(f"/draws/denpasar/{name}").status_code == 404


@pytest.mark.parametrize("code", ["atlantis", "%00", "a" * 300])
def test_a_draw_that_is_none_is_not_found(client: Client, draw: Draw, code: str) -> None:
    assert client.get(f"/draws/{code}").status_code == 404


def test_a_store_that_does_not_answer_is_said_to_be_away(
    client: Client, draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.held(draw)

    class Away:
        def get(self, _key: str) -> bytes:
            raise Unavailable("away")

    monkeypatch.setattr(storage, "store", Away)
    answer = client.get("/draws/denpasar/entries.csv")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


def test_nobody_is_named_in_the_page(client: Client, draw: Draw) -> None:
    scene.held(draw)
    page = read(client, "/draws/denpasar")
    assert "Orang" not in page.replace("orang ikut", "")


@pytest.mark.parametrize("page", ["/draws", "/draws/denpasar"])
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("over", [False, True])
def test_each_page_costs_little_in_both_languages(draw: Draw, page: str, language: str, over: bool) -> None:
    if over:
        scene.held(draw)
    client = Client(headers={"accept-language": language})
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(page)
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()
    assert answer.content.decode().count("<h1") == 1
    assert len(asked) <= 12
