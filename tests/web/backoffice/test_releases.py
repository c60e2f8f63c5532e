"""The head of the office announces places: first what follows, then the public reads it, then only more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.stages.appointments.models import Draw, Release, Slot
from tests import people
from tests.web.backoffice.asking import go, page, refused

pytestmark = pytest.mark.django_db


def day(name: str, on: int, month: int = 1, year: int = 2026) -> dict[str, str]:
    return {f"{name}_day": str(on), f"{name}_month": str(month), f"{name}_year": str(year)}


PLACES = {
    **day("first", 12), **day("last", 18), "opens": "8", "closes": "11", "pause": "0", "capacity": "24",
    "service_class": "regular", "passport_kind": "any",
}  # fmt: skip
LINE = {**PLACES, **day("open_on", 7), "open_clock": "9.30", "room": "rule"}
DRAW = {
    **PLACES, "name": "Denpasar Januari", **day("open_on", 3), "open_clock": "08.00", **day("close_on", 5),
    "close_clock": "20.00", **day("result_on", 6), "result_clock": "10.00",
}  # fmt: skip


def asked(where: str, typed: Mapping[str, object]) -> str:
    return f"{where}?{urlencode(typed, doseq=True)}"


def drawn() -> dict[str, object]:
    return {**DRAW, "witnesses": [people.bambang().pk, people.maria().pk]}


def test_what_follows_is_shown_before_anything_is_public(head: Client) -> None:
    told = page(head, asked("/office/releases/line", {**LINE}))
    assert "360 tempat" in told
    assert "Rabu 7 Januari 2026, 09.30 WITA" in told
    assert "tempat hanya boleh ditambah" in told
    assert not Release.objects.exists()


def test_places_above_what_can_be_printed_are_pointed_out(head: Client) -> None:
    told = page(head, asked("/office/releases/line", {**LINE, "capacity": "200"}))
    assert "melebihi kemampuan cetak" in told
    assert "melebihi kemampuan cetak" not in page(head, asked("/office/releases/line", {**LINE, "capacity": "5"}))


def test_a_line_is_announced_on_working_days_in_local_time(head: Client) -> None:
    go(head, "/office/releases/line", **LINE)
    release = Release.objects.get()
    assert (release.way, release.office, release.opens_at) == (
        "line", people.denpasar(), datetime(2026, 1, 7, 1, 30, tzinfo=UTC)
    )  # fmt: skip
    assert {slot.starts_at.hour for slot in release.slots.all()} == {0, 1, 2}
    assert {slot.starts_at.weekday() for slot in release.slots.all()} <= {0, 1, 2, 3, 4}
    assert "tempat diumumkan" in page(head, f"/office/releases/{release.pk}")
    assert "Diumumkan" in page(head, "/office/releases")


def test_the_same_hours_are_not_announced_again(head: Client) -> None:
    go(head, "/office/releases/line", **LINE)
    told = refused(head, "/office/releases/line", 422, **LINE)
    assert "sudah ada di pengumuman lain" in told
    assert 'value="24"' in told
    seen = head.get(asked("/office/releases/line", {**LINE}))
    assert seen.status_code == 422, "told before it is sent, too"


@pytest.mark.parametrize(
    "wrong",
    [{"open_clock": "pagi"}, {"open_clock": "25.00"}, day("open_on", 32), {"closes": "8"}, {"capacity": "0"}],
)
def test_what_cannot_be_read_is_refused_and_kept(head: Client, wrong: dict[str, str]) -> None:
    assert 'value="12"' in refused(head, "/office/releases/line", 422, **{**LINE, **wrong})
    assert not Release.objects.exists()


def test_an_opening_tomorrow_warns_that_few_will_know(head: Client) -> None:
    soon = {**LINE, **day("open_on", 2), "open_clock": "18.00"}
    assert "banyak orang tidak akan tahu" in page(head, asked("/office/releases/line", soon))


def test_a_draw_is_announced_with_its_witnesses_and_moments(head: Client) -> None:
    told = page(head, asked("/office/releases/draw", drawn()))
    assert "Senin 5 Januari 2026, 20.00 WITA" in told
    assert "Maria Lumentut" in told
    go(head, "/office/releases/draw", **drawn())
    draw = Draw.objects.get()
    assert (draw.code, draw.closes_at) == ("denpasar-januari", datetime(2026, 1, 5, 12, tzinfo=UTC))
    assert draw.closes_at < draw.reveal_by < draw.beacon_at < draw.results_at < draw.releases.get().opens_at
    assert draw.witnesses.count() == 2


def test_one_witness_is_not_enough(head: Client) -> None:
    told = refused(head, "/office/releases/draw", 422, **{**drawn(), "witnesses": [people.bambang().pk]})
    assert "dua saksi" in told
    assert not Draw.objects.exists()


def test_places_are_added_and_never_taken_away(head: Client) -> None:
    go(head, "/office/releases/line", **LINE)
    release = Release.objects.get()
    more = {**PLACES, **day("last", 12), "capacity": "6"}
    assert "18 tempat" in page(head, asked(f"/office/releases/{release.pk}/places", {**more}))
    go(head, f"/office/releases/{release.pk}/places", **more)
    assert sorted(set(release.slots.values_list("capacity", flat=True))) == [24, 30]
    told = page(head, f"/office/releases/{release.pk}")
    assert "Tempat diumumkan" in told
    assert "Tempat ditambah" in told
    slot = release.slots.order_by("starts_at")[0]
    sent = {f"capacity_{slot.pk}": "10", "from": "2026-01-12"}
    assert "hanya boleh ditambah" in refused(head, "/office/quotas/capacities", 409, **sent)


def test_the_grid_shows_what_is_announced_and_what_is_kept(head: Client) -> None:
    go(head, "/office/releases/line", **LINE)
    Slot.objects.update(kept=2)
    told = page(head, "/office/quotas?from=2026-01-12")
    assert "Diumumkan" in told
    assert "2 disimpan" in told


def test_another_offices_release_does_not_exist(head: Client, client_of: Callable[[User], Client]) -> None:
    go(head, "/office/releases/line", **LINE)
    release = Release.objects.get()
    elsewhere = client_of(people.officer("Orang head", people.head().role, office=people.jayapura()))  # type: ignore[arg-type]
    assert elsewhere.get(f"/office/releases/{release.pk}").status_code == 404
    assert elsewhere.post(f"/office/releases/{release.pk}/places", PLACES).status_code == 404
