"""Signals at the centre: shown with their evidence, looked at with a reason, and nothing happens by themselves."""

from __future__ import annotations

import pytest
from django.test import Client

from mpaspor.audit.models import Entry, Kind
from mpaspor.offices import policy
from mpaspor.reports import looked_at, signals
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from tests import people
from tests.reports.test_signals import account, file_of
from tests.stages.appointments.scene import MORNING, hour, stranger
from tests.web.backoffice.asking import go, page, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def files() -> list[Application]:
    """Three accounts with one telephone."""
    policy.forget()
    return [file_of(account(number), number, contact_phone="+628123456789") for number in range(3)]


def test_nothing_striking_is_said(centre: Client) -> None:
    assert "Tidak ada yang mencolok" in page(centre, "/centre/signals")


def test_a_signal_is_shown_with_its_files_and_without_names(centre: Client, files: list[Application]) -> None:
    told = page(centre, "/centre/signals")
    assert "•••789" in told
    assert "3 akun" in told
    assert "bukan tuduhan" in told
    assert all(f"/centre/files/{file.reference}" in told for file in files)
    assert stranger(1).full_name not in told
    assert "812345" not in told


def test_whoever_looked_says_what_she_found_and_it_stays_in_the_trail(centre: Client, files: list[Application]) -> None:
    (signal,) = signals.clusters(MORNING)
    where = f"/centre/signals/{signal.kind}/{signal.mark}"
    assert "Catatan perlu diisi" in refused(centre, where, 422, why="  ")
    go(centre, where, why="Satu kampung memakai ponsel kepala desa.")
    told = page(centre, "/centre/signals")
    assert "Satu kampung memakai ponsel kepala desa." in told
    assert "0 belum dilihat" in told
    entry = Entry.objects.get(act=looked_at.ACT)
    assert (entry.kind, entry.by, entry.new) == (Kind.SEEN, people.sri(), {"kind": "phone", "mark": signal.mark})
    assert entry.place == "Petugas pusat"
    assert {file.state for file in Application.objects.all()} == {Application.READY}, "nobody is stopped by it"


def test_a_note_on_nothing_that_can_be_is_not_found(centre: Client) -> None:
    assert centre.post("/centre/signals/rumour/0123456789ab", {"why": "a"}).status_code == 404
    assert centre.post("/centre/signals/phone/nonsense", {"why": "a"}).status_code == 404


def test_looking_at_a_file_shows_its_places_and_stands_in_its_trail(centre: Client, files: list[Application]) -> None:
    booking.hold(files[0], hour(5).pk, by=None, at=MORNING)
    Application.objects.filter(pk=files[0].pk).update(reference="7KQ2-M9XD")
    told = page(centre, "/centre/files/7KQ2-M9XD")
    assert "Denpasar" in told
    assert stranger(0).full_name not in told
    seen = Entry.objects.get(act="case.seen")
    assert (seen.application_id, seen.by, seen.kind) == (files[0].pk, people.sri(), Kind.SEEN)
    assert centre.get("/centre/files/7KQ2-M9XX").status_code == 404
    assert centre.get("/centre/files/x").status_code == 404


def test_a_witness_sees_no_signal_and_no_file(witness: Client, files: list[Application]) -> None:
    assert witness.get("/centre/signals").status_code == 403
    assert witness.get(f"/centre/files/{files[0].reference}").status_code == 403
