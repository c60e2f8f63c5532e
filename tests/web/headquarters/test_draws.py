"""The centre announces a draw, and its witnesses watch over it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.db.models import F, Sum
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Role
from mpaspor.stages.appointments.draws import sealing
from mpaspor.stages.appointments.models import Draw, DrawWitness, Release, Slot
from tests import people
from tests.stages.appointments.test_releases import line
from tests.web.backoffice.asking import go, page, refused
from tests.web.conftest import signed_in

pytestmark = pytest.mark.django_db
SECRET = "kunyit jahe kencur 4711"
DIGEST = hashlib.sha256(SECRET.encode()).hexdigest()


def day(name: str, on: int) -> dict[str, str]:
    return {f"{name}_day": str(on), f"{name}_month": "1", f"{name}_year": "2026"}


def typed(**changes: Any) -> dict[str, Any]:
    return {
        **day("first", 12), **day("last", 13), "opens": "8", "closes": "10", "pause": "0", "capacity": "20",
        "service_class": "regular", "passport_kind": "any", "name": "Bali dan Papua",
        **day("open_on", 3), "open_clock": "08.00", **day("close_on", 5), "close_clock": "20.00",
        **day("result_on", 6), "result_clock": "10.00", "witnesses": [people.bambang().pk, people.maria().pk],
        "office": [people.denpasar().pk, people.jayapura().pk], **changes,
    }  # fmt: skip


@pytest.fixture
def draw(centre: Client) -> Draw:
    go(centre, "/centre/draws/new", **typed())
    return Draw.objects.get()


def test_what_follows_is_shown_for_every_office_before_anything_is_public(centre: Client) -> None:
    told = page(centre, f"/centre/draws/new?{urlencode(typed(), doseq=True)}")
    assert "160" in told
    assert "Senin 5 Januari 2026, 20.00 WIB" in told
    assert "Maria Lumentut" in told
    assert not Draw.objects.exists()


def test_what_opens_past_midnight_in_the_east_stands_under_the_day_of_the_capital(centre: Client) -> None:
    line(people.jayapura(), opens_at=datetime(2026, 1, 5, 15, 30, tzinfo=UTC))
    told = page(centre, "/centre")
    assert "Senin 5 Januari 2026" in told
    assert '<b>22.30</b> <small class="second">Sel 6 Jan, 00.30 WIT</small>' in told


def test_a_draw_over_two_offices_is_announced(centre: Client, draw: Draw) -> None:
    assert {release.office.name for release in draw.releases.all()} == {"Denpasar", "Jayapura"}
    assert draw.closes_at.isoformat() == "2026-01-05T13:00:00+00:00"
    told = page(centre, f"/centre/draws/{draw.code}")
    assert "Bali dan Papua" in told
    assert "Belum mencatat sidik" in told
    assert "Bali dan Papua" in page(centre, "/centre")
    assert "0 dari 2" in page(centre, "/centre/draws")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"office": []}, "Pilih paling sedikit satu kantor"),
        ({"witnesses": []}, "dua saksi"),
        ({"service_class": "desk"}, "pilihan"),
        (day("close_on", 2), "Urutannya"),
        (day("first", 32), "Tanggal ini tidak ada"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(centre: Client, changes: dict[str, Any], words: str) -> None:
    assert words in refused(centre, "/centre/draws/new", 422, **typed(**changes))
    assert not Release.objects.exists()


def test_the_same_draw_is_not_announced_twice(centre: Client, draw: Draw) -> None:
    assert "Kode undian ini sudah dipakai" in refused(centre, "/centre/draws/new", 422, **typed())


def test_a_witness_commits_before_entries_close_and_reveals_after(
    witness: Client, draw: Draw, clock: time_machine.Traveller
) -> None:
    own = DrawWitness.objects.get(user=people.bambang())
    assert "sha256sum" in page(witness, "/centre/witnessing")
    assert "64 angka" in refused(witness, f"/centre/witnessing/{own.pk}/commitment", 422, digest="kunyit")
    go(witness, f"/centre/witnessing/{own.pk}/commitment", digest=f"{DIGEST}  -")
    own.refresh_from_db()
    assert own.commitment == DIGEST
    assert DIGEST in page(witness, "/centre/witnessing")
    assert "Waktunya" in refused(witness, f"/centre/witnessing/{own.pk}/secret", 409, secret=SECRET)
    after(draw.closes_at, clock)
    assert "Sedang disegel" in page(witness_again(witness), "/centre/witnessing")
    sealing.seal(draw, at=draw.closes_at)
    assert "Buka rahasia" in page(witness, "/centre/witnessing")
    told = refused(witness, f"/centre/witnessing/{own.pk}/secret", 422, secret="jahe")
    assert 'value="jahe"' in told
    go(witness, f"/centre/witnessing/{own.pk}/secret", secret=SECRET)
    own.refresh_from_db()
    assert own.secret == SECRET
    assert "Rahasia dibuka" in page(witness, f"/centre/draws/{draw.code}")


def test_a_witness_who_kept_silent_reads_that_her_moment_is_over(
    witness: Client, draw: Draw, clock: time_machine.Traveller
) -> None:
    after(draw.reveal_by, clock)
    told = page(witness_again(witness), "/centre/witnessing")
    assert "Terlewat" in told
    assert "Sekarang tidak ada yang menunggu Anda" in told


def test_what_was_drawn_and_who_took_no_part_is_told_afterwards_too(
    centre: Client, draw: Draw, clock: time_machine.Traveller
) -> None:
    places = Slot.objects.filter(release__draw=draw).aggregate(places=Sum("capacity"))["places"]
    assert page(centre, f"/centre/draws/{draw.code}").count("Belum mencatat sidik") == 2
    after(draw.closes_at, clock)
    sealing.seal(draw, at=draw.closes_at)
    Draw.objects.filter(pk=draw.pk).update(state=Draw.State.AWARDED, drawn_at=draw.results_at)
    Slot.objects.filter(release__draw=draw).update(taken=F("capacity"))
    told = page(signed_in(people.sri()), f"/centre/draws/{draw.code}")
    assert f"untuk {places} tempat" in told
    assert told.count("Tidak ikut") == 2


def test_a_witness_speaks_only_for_herself(witness: Client, draw: Draw, client_of: Callable[[User], Client]) -> None:
    hers = DrawWitness.objects.get(user=people.maria())
    assert witness.post(f"/centre/witnessing/{hers.pk}/commitment", {"digest": DIGEST}).status_code == 404
    go(client_of(people.maria()), f"/centre/witnessing/{hers.pk}/commitment", digest=DIGEST)


def test_a_witness_sees_only_the_draws_she_watches_over(
    centre: Client, draw: Draw, client_of: Callable[[User], Client]
) -> None:
    stranger = User.objects.create_user(
        "saksi@lain.contoh.id", full_name="Saksi Lain", role=Role.WITNESS, created_at=draw.opens_at
    )
    assert client_of(stranger).get(f"/centre/draws/{draw.code}").status_code == 404
    assert "Bali dan Papua" not in page(client_of(stranger), "/centre/draws")
    assert "Bali dan Papua" in page(client_of(people.bambang()), "/centre/draws")


def after(moment: datetime, clock: time_machine.Traveller) -> None:
    clock.move_to(moment + timedelta(minutes=1), tick=False)


def witness_again(client: Client) -> Client:
    """A session ends with the working day: signed in anew."""
    fresh = signed_in(people.bambang())
    client.cookies = fresh.cookies
    return client
