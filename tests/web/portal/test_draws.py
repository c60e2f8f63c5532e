"""A draw as Ratna sees it: what she can enter, her wishes in their order, and what it gave her."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments.draws import entering
from mpaspor.stages.appointments.models import Draw, DrawEntry
from tests import factories, people
from tests.stages.appointments.draws import scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A beacon and a store that cost nothing."""
    scene.install(monkeypatch)


@pytest.fixture
def draw(denpasar: Office) -> Draw:
    """Denpasar, Monday: nine and ten o'clock, four places each; entries close in an hour."""
    return scene.draw((9, 4), (10, 4))


@pytest.fixture
def family(draw: Draw) -> Application:
    return factories.family()


def address(application: Application, page: str = "") -> str:
    return f"/applications/{application.reference}/draws{page}"


def read(client: Client, page: str) -> str:
    return " ".join(client.get(page).content.decode().split())


def add(client: Client, file: Application, hour: str = "09:00", on: str = "2026-01-05", **more: str) -> Any:
    wish = {"do": "add", "office": "5171", "on": on, "hour": hour, **more}
    return client.post(address(file, "/denpasar/wishes"), wish)


def entry_of(file: Application) -> DrawEntry:
    return file.draw_entries.exclude(state="left").get()


def wished(file: Application) -> list[tuple[str, str]]:
    return [(str(wish.on), f"{wish.hour:%H}" if wish.hour else "any") for wish in entry_of(file).wishes.all()]


def press(client: Client, file: Application, word: str, place: int) -> None:
    wish = entry_of(file).wishes.all()[place]
    client.post(address(file, "/denpasar/wishes"), {"do": f"{word}-{wish.pk}"})


def test_the_draws_that_can_be_entered_are_listed(phone: Client, family: Application) -> None:
    page = read(phone, address(family))
    assert "Denpasar, 5 Januari" in page
    assert "Jumat 2 Januari 2026<br>10.00 WITA" in page


def test_before_entering_the_odds_and_what_will_happen_are_told(phone: Client, family: Application) -> None:
    page = read(phone, address(family, "/denpasar"))
    assert "Pilih hari dan jam" in page
    assert "Daftar sampai <b>Jumat 2 Januari 2026, 10.00 WITA (09.00 WIB)</b>" in page
    assert "2 saksi membuka rahasianya" in page
    assert "Yang dapat tempat ditagih dengan sendirinya" in page
    assert "<li>Anda tidak datang dan tidak memindah hari.</li>" in page.split("Kapan biaya tidak kembali")[1]
    assert "Kapan biaya tidak kembali</a>" in read(phone, address(family, "/denpasar/wishes?office=5171&on=2026-01-05"))


def test_an_unfinished_file_is_sent_to_finish_first(phone: Client, draw: Draw) -> None:
    file = factories.draft()
    assert "Lengkapi permohonan dulu" in read(phone, address(file, "/denpasar"))
    assert phone.get(address(file, "/denpasar/wishes")).status_code == 302


def test_the_days_show_how_many_places_are_drawn(phone: Client, family: Application) -> None:
    page = read(phone, address(family, "/denpasar/wishes"))
    assert "Pilihan pertama, untuk 3 orang" in page
    assert "Angka kecil: tempat yang diundi hari itu." in page
    assert "<span>8</span>" in page
    assert "Tidak ada tempat yang diundi." in page
    hours = read(phone, address(family, "/denpasar/wishes?office=5171&on=2026-01-05"))
    assert "Senin 5 Januari 2026, jam berapa?" in hours
    assert "Jam berapa saja" in hours
    assert "Jadikan pilihan pertama" in hours


def test_the_first_wish_enters_the_whole_family(phone: Client, family: Application) -> None:
    answer = add(phone, family)
    assert answer.status_code == 302
    page = read(phone, answer["Location"])
    assert "Anda ikut undian, nomor 0001" in page
    assert "Pilihan kedua, untuk 3 orang" in page
    assert entering.odds(Draw.objects.get()).people == 3


def test_wishes_are_added_moved_and_removed_by_buttons(phone: Client, family: Application) -> None:
    add(phone, family)
    add(phone, family, "10:00")
    add(phone, family, "any")
    assert wished(family) == [("2026-01-05", "09"), ("2026-01-05", "10"), ("2026-01-05", "any")]
    press(phone, family, "up", 2)
    press(phone, family, "down", 0)
    assert wished(family) == [("2026-01-05", "any"), ("2026-01-05", "09"), ("2026-01-05", "10")]
    press(phone, family, "remove", 1)
    assert wished(family) == [("2026-01-05", "any"), ("2026-01-05", "10")]


def test_a_button_pressed_twice_does_it_once(phone: Client, family: Application) -> None:
    add(phone, family)
    add(phone, family)
    assert wished(family) == [("2026-01-05", "09")]
    add(phone, family, "10:00")
    wish = entry_of(family).wishes.all()[1]
    for _ in range(2):
        phone.post(address(family, "/denpasar/wishes"), {"do": f"up-{wish.pk}"})
    assert wished(family) == [("2026-01-05", "10"), ("2026-01-05", "09")]


def test_the_last_wish_is_not_removed_but_the_draw_is_left(phone: Client, family: Application) -> None:
    add(phone, family)
    assert 'value="remove-' not in read(phone, address(family, "/denpasar/wishes"))
    press(phone, family, "remove", 0)
    assert len(wished(family)) == 1


def test_any_day_is_a_wish_too(phone: Client, family: Application) -> None:
    assert "Hari apa saja, jam berapa?" in read(phone, address(family, "/denpasar/wishes?office=5171&on=any"))
    add(phone, family, on="any")
    assert wished(family) == [("None", "09")]
    assert "Hari apa saja" in read(phone, address(family, "/denpasar"))


@pytest.mark.parametrize(
    "wish",
    [
        {"hour": ""}, {"hour": "nine"}, {"on": "2026-01-05x"}, {"on": ""}, {"office": "0000"}, {"office": "\0"},
        {"hour": "25:99"}, {"hour": "15:00"}, {"on": "2026-01-06"},
    ],
)  # fmt: skip
def test_what_the_draw_does_not_have_cannot_be_wished(phone: Client, family: Application, wish: dict[str, str]) -> None:
    answer = phone.post(
        address(family, "/denpasar/wishes"),
        {"do": "add", "office": "5171", "on": "2026-01-05", "hour": "09:00", **wish},
    )
    assert answer.status_code == 409
    assert not DrawEntry.objects.exists()


def test_too_many_wishes_close_the_calendar(phone: Client, denpasar: Office) -> None:
    scene.draw(*((hour, 4) for hour in (8, 9, 10, 11, 13, 14)))
    family = factories.family()
    for hour in ("08:00", "09:00", "10:00", "11:00", "13:00"):
        add(phone, family, hour)
    assert len(wished(family)) == 5
    assert "Hapus satu pilihan untuk memilih hari lain" in read(phone, address(family, "/denpasar/wishes"))
    assert add(phone, family, "14:00").status_code == 409


def test_having_entered_she_sees_her_odds_her_wishes_and_what_comes(phone: Client, family: Application) -> None:
    add(phone, family)
    page = read(phone, address(family, "/denpasar"))
    assert "Anda bertiga sudah ikut undian" in page
    assert "Hasilnya <b>Jumat 2 Januari 2026, 13.00 WITA</b>" in page
    assert "Sejauh ini ada cukup tempat" in page
    assert "09.00 WITA" in page
    assert "Anda ikut, nomor 0001" in page
    assert "Batal ikut undian" in page


def test_the_file_leads_to_its_draw_and_the_list_says_so(phone: Client, family: Application) -> None:
    add(phone, family)
    assert phone.get(f"/applications/{family.reference}")["Location"] == address(family, "/denpasar")
    assert "Ikut undian" in read(phone, "/applications")


def test_leaving_is_asked_first_and_entering_again_is_free(phone: Client, family: Application) -> None:
    add(phone, family)
    assert "Sampai Jumat 2 Januari 2026, 10.00 WITA Anda boleh ikut lagi" in read(
        phone, address(family, "/denpasar/departure")
    )
    page = phone.post(address(family, "/denpasar/departure"), follow=True).content.decode()
    assert "Anda tidak lagi ikut undian" in page
    assert entering.odds(Draw.objects.get()).people == 0
    assert add(phone, family).status_code == 302
    assert phone.post(address(family, "/denpasar/departure")).status_code == 302


def test_once_closed_nothing_can_be_changed(phone: Client, family: Application, clock: time_machine.Traveller) -> None:
    add(phone, family)
    clock.move_to(scene.CLOSED)
    page = read(phone, address(family, "/denpasar"))
    assert "Ubah pilihan" not in page
    assert "Batal ikut undian" not in page
    assert add(phone, family, "10:00").status_code == 302
    assert wished(family) == [("2026-01-05", "09")]
    assert phone.post(address(family, "/denpasar/departure"), follow=True).status_code == 200
    assert entry_of(family).state == "entered"


def test_winning_leads_to_the_bill(phone: Client, family: Application, draw: Draw) -> None:
    add(phone, family)
    scene.held(draw)
    page = read(phone, address(family, "/denpasar"))
    assert "Anda bertiga dapat tempat" in page
    assert "Datang <b>Senin 5 Januari 2026, 09.00 WITA</b>" in page
    assert "Lihat biaya dan bayar" in page
    assert "Bayar sebelum" in page


def test_without_a_place_she_keeps_the_order_of_the_draw(phone: Client, denpasar: Office) -> None:
    draw = scene.draw((9, 3))
    family = factories.family()
    others = [factories.family(*(factories.somebody(3 * n + k) for k in range(3))) for n in range(3)]
    for other in others:
        scene.enter(draw, other)
    add(phone, family)
    scene.held(draw)
    entry = entry_of(family)
    page = read(phone, address(family, "/denpasar"))
    told = "Anda bertiga dapat tempat" if entry.state == "won" else "Belum dapat tempat dari undian ini"
    assert told in page


def test_over_several_offices_one_is_chosen_first(phone: Client, family: Application, draw: Draw) -> None:
    other = people.jayapura()
    scene.hour(draw, 5, start=8, office=other)
    page = read(phone, address(family, "/denpasar/wishes"))
    assert "Datang ke kantor mana?" in page
    assert "?office=9171" in page
    add(phone, family, "08:00", office="9171")
    add(phone, family)
    assert "Jayapura, 08.00 WIT" in read(phone, address(family, "/denpasar"))
    assert wished(family) == [("2026-01-05", "08"), ("2026-01-05", "09")]


def test_the_calendar_of_an_office_leads_to_its_draw(phone: Client, family: Application) -> None:
    page = read(phone, f"/applications/{family.reference}/offices/5171")
    assert "Undian bisa diikuti" in page
    assert address(family, "/denpasar") in page


@pytest.mark.parametrize("page", ["", "/denpasar", "/denpasar/wishes", "/denpasar/departure"])
def test_another_persons_draw_does_not_exist(stranger: Client, family: Application, page: str) -> None:
    assert stranger.get(address(family, page)).status_code == 404
    if page:
        assert stranger.post(address(family, "/denpasar/wishes"), {"do": "add"}).status_code == 404


def test_a_draw_that_is_none_is_not_found(phone: Client, family: Application) -> None:
    assert phone.get(address(family, "/atlantis")).status_code == 404


@pytest.mark.parametrize("page", ["", "/denpasar", "/denpasar/wishes", "/denpasar/wishes?office=5171&on=2026-01-05"])
@pytest.mark.parametrize("entered", [False, True])
def test_a_page_of_a_draw_costs_at_most_twelve_statements(
    phone: Client, family: Application, django_assert_max_num_queries: Any, page: str, entered: bool
) -> None:
    if entered:
        add(phone, family)
    phone.get(address(family, page))
    with django_assert_max_num_queries(12):
        phone.get(address(family, page))
