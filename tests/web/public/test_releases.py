"""What opens next, as anybody reads it, subscribes to it, and is reminded of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mpaspor.accounts.models import User
from mpaspor.core import ics
from mpaspor.core.clock import now
from mpaspor.notifications import delivery
from mpaspor.notifications.models import Message
from mpaspor.offices.models import Office
from mpaspor.stages.appointments import releases, reminders, schedule
from mpaspor.stages.appointments.models import Draw, Release, Reminder
from mpaspor.stages.appointments.releases import Hours
from tests import factories, people
from tests.conftest import MORNING

pytestmark = pytest.mark.django_db

MONDAY = (MORNING + timedelta(days=3)).date()
CELLS = [Hours([MONDAY], [(time(9), time(10))], 12)]


@pytest.fixture
def denpasar() -> Office:
    return people.denpasar()


def a_line(office: Office, *, hours: int = 30) -> Release:
    """Opens in so many hours: by default tomorrow at 15.00 in Denpasar."""
    return releases.announce_line(office, CELLS, opens_at=MORNING + timedelta(hours=hours), by=None, at=now())


def a_draw(*offices: Office, code: str = "dps-1") -> Draw:
    """Can be entered from now on until the evening of the day after tomorrow."""
    day = timedelta(days=1)
    cells = [Hours([MONDAY + timedelta(days=14)], [(time(9), time(10))], 10)]
    return releases.announce_draw(
        [(office, cells) for office in offices], code=code, name="Bali, 19 Januari", opens_at=MORNING,
        closes_at=MORNING + 2 * day, reveal_by=MORNING + 3 * day, beacon_at=MORNING + 3 * day + timedelta(minutes=30),
        results_at=MORNING + 3 * day + timedelta(hours=1), leftovers_at=MORNING + 6 * day,
        witnesses=[("Ditjen Imigrasi", None), ("Ombudsman", None)], by=None, at=now() - timedelta(hours=1),
    )  # fmt: skip


def read(client: Client, page: str) -> str:
    return " ".join(client.get(page).content.decode().split())


def test_a_release_is_told_with_its_moment_there_and_in_the_capital(client: Client, denpasar: Office) -> None:
    a_line(denpasar)
    page = read(client, "/releases")
    assert "Antrean · 12 tempat untuk 5 Jan 2026" in page
    assert "Sabtu 3 Januari 2026<br>15.00 WITA" in page
    assert "14.00 WIB" in page


def test_past_midnight_in_the_east_it_is_still_the_day_before_in_the_capital(client: Client) -> None:
    a_line(people.jayapura(), hours=39)
    page = read(client, "/releases")
    assert "Minggu 4 Januari 2026<br>01.00 WIT" in page
    assert "Sabtu 23.00 WIB" in page


def test_an_office_of_the_capitals_zone_tells_its_hour_once(client: Client, denpasar: Office) -> None:
    a_line(denpasar)
    Office.objects.update(zone="Asia/Jakarta")
    assert read(client, "/releases").count("14.00 WIB") == 1


def test_a_draw_over_several_offices_is_one_row(client: Client, denpasar: Office) -> None:
    a_draw(denpasar, people.jayapura())
    page = read(client, "/releases")
    assert "Bali, 19 Januari" in page
    assert "Denpasar, Jayapura" in page
    assert "Undian · 20 tempat" in page
    assert "Daftar sampai" in page


def test_what_is_open_to_all_is_no_opening_any_more(client: Client, denpasar: Office) -> None:
    a_line(denpasar)
    Release.objects.update(opens_at=MORNING - timedelta(hours=3), line_until=MORNING - timedelta(hours=1))
    assert "Belum ada pembukaan yang diumumkan" in read(client, "/releases")


def test_the_schedule_is_narrowed_to_a_province_or_an_office(client: Client, denpasar: Office) -> None:
    a_line(denpasar)
    assert "12 tempat" in read(client, "/releases?province=51")
    assert "12 tempat" not in read(client, "/releases?province=91")
    assert "Kapan tempat dibuka di Denpasar" in read(client, "/releases?office=5171")


@pytest.mark.parametrize("query", ["province=%00", "office='--", "province=99", "office=" + "9" * 900])
def test_a_hostile_filter_filters_nothing(client: Client, denpasar: Office, query: str) -> None:
    a_line(denpasar)
    assert "12 tempat" in read(client, f"/releases?{query}")


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_schedule_costs_few_statements(denpasar: Office, language: str) -> None:
    a_line(denpasar)
    a_draw(denpasar, people.jayapura())
    client = Client(headers={"accept-language": language})
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/releases")
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()
    assert len(asked) <= 12


def lines_of(content: bytes) -> list[str]:
    """The file's lines put together again, as a program that subscribes reads them; it refuses what is not allowed."""
    assert content.endswith(b"\r\n")
    physical = content.removesuffix(b"\r\n").split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in physical)
    assert max(len(line) for line in physical) <= 75
    assert [line.decode() for line in physical]
    logical: list[str] = []
    for line in physical:
        if line.startswith(b" "):
            logical[-1] += line[1:].decode()
        else:
            logical.append(line.decode())
    return logical


def events_of(content: bytes) -> Iterator[dict[str, str]]:
    """Each event by its properties, texts as they were before they were marked."""
    event: dict[str, str] | None = None
    for line in lines_of(content):
        if line == "BEGIN:VEVENT":
            assert event is None
            event = {}
        elif line == "END:VEVENT":
            assert event
            yield event
            event = None
        elif event is not None:
            name, _, value = line.partition(":")
            assert name not in event
            event[name] = plain(value)
    assert event is None


def plain(value: str) -> str:
    told, rest = "", iter(value)
    for char in rest:
        if char == "\\":
            marked = next(rest)
            told += "\n" if marked in "nN" else marked
            assert marked in "\\;,nN"
        else:
            told += char
    return told


def test_a_calendar_holds_every_opening_in_utc(client: Client, denpasar: Office) -> None:
    release = a_line(denpasar)
    a_draw(denpasar)
    answer = client.get("/releases.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = lines_of(answer.content)
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{ics.PRODUCT}"]
    assert not any("TZID" in line or "VTIMEZONE" in line for line in lines)
    found = {event["UID"].split("@")[0]: event for event in events_of(answer.content)}
    assert set(found) == {f"release-{release.pk}", "draw-dps-1-opens", "draw-dps-1-closes", "draw-dps-1-results"}
    line = found[f"release-{release.pk}"]
    assert line["DTSTART"] == "20260103T070000Z"
    assert line["DTEND"] == "20260103T090000Z"
    assert line["SUMMARY"] == "Tempat paspor dibuka: Denpasar"
    assert "12 tempat untuk 5 Jan 2026, dibuka Sabtu 3 Januari 2026, 15.00 WITA (14.00 WIB)" in line["DESCRIPTION"]
    assert line["URL"].endswith("/releases")


def test_reading_a_calendar_again_finds_the_same_events(client: Client, denpasar: Office) -> None:
    a_line(denpasar)
    assert client.get("/releases.ics").content == client.get("/releases.ics").content


def test_an_office_has_a_calendar_of_its_own(client: Client, denpasar: Office) -> None:
    a_line(denpasar)
    a_line(people.jayapura())
    found = list(events_of(client.get("/offices/5171/releases.ics").content))
    assert [event["LOCATION"] for event in found] == ["Denpasar"]
    assert client.get("/offices/nope/releases.ics").status_code == 404


def test_long_and_marked_texts_come_back_as_they_were() -> None:
    summary = "Kantor; Timur, \\ dan\nBarat — " + "é漢" * 60 + "\x07"
    event = ics.Event("a@b", MORNING, MORNING + timedelta(hours=1), MORNING, summary)
    (read_again,) = events_of(ics.calendar("Nama, kalender", [event]))
    assert read_again["SUMMARY"] == summary.removesuffix("\x07")
    assert read_again["DTSTAMP"] == "20260102T010000Z"


@pytest.fixture
def phone(client_of: Callable[[User], Client]) -> Client:
    return client_of(people.ratna())


def test_whoever_has_an_unplaced_file_may_be_reminded(phone: Client, client: Client, denpasar: Office) -> None:
    release = a_line(denpasar, hours=54)
    file = factories.ready()
    assert "Ingatkan saya" not in read(client, "/releases")
    assert "Ingatkan saya" in read(phone, "/releases")
    answer = phone.post(f"/applications/{file.reference}/reminder", {"opening": release.pk, "back": "/releases"})
    assert answer["Location"] == "/releases"
    assert Reminder.objects.get().due_at == datetime(2026, 1, 3, 10, 0, tzinfo=UTC)
    page = read(phone, "/releases")
    assert "Diingatkan Sab 3 Jan, 18.00" in page
    phone.post(f"/applications/{file.reference}/reminder", {"opening": release.pk, "drop": "1"})
    assert not Reminder.objects.exists()


def test_asking_twice_reminds_once(phone: Client, denpasar: Office) -> None:
    a_draw(denpasar)
    file = factories.ready()
    for _ in range(2):
        phone.post(f"/applications/{file.reference}/reminder", {"opening": "dps-1"})
    assert Reminder.objects.count() == 1


def test_nobody_is_reminded_of_what_is_about_to_happen(phone: Client, denpasar: Office) -> None:
    release = a_line(denpasar, hours=1)
    file = factories.ready()
    assert "Ingatkan saya" not in read(phone, "/releases")
    phone.post(f"/applications/{file.reference}/reminder", {"opening": release.pk})
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("name", ["", "nope", "0", "9" * 40, "\0"])
def test_what_is_not_to_come_cannot_be_reminded_of(phone: Client, denpasar: Office, name: str) -> None:
    file = factories.ready()
    assert phone.post(f"/applications/{file.reference}/reminder", {"opening": name}).status_code == 404


def test_a_reminder_leads_nowhere_else(phone: Client, denpasar: Office) -> None:
    release, file = a_line(denpasar), factories.ready()
    asked = {"opening": release.pk, "back": "https://elsewhere.example/"}
    assert phone.post(f"/applications/{file.reference}/reminder", asked)["Location"] == "/releases"


def test_nobody_asks_for_another(client_of: Callable[[User], Client], denpasar: Office) -> None:
    release, file = a_line(denpasar), factories.ready()
    stranger = client_of(people.suparman())
    assert stranger.post(f"/applications/{file.reference}/reminder", {"opening": release.pk}).status_code == 404


def test_the_letter_goes_out_on_the_evening_before_and_is_forgotten(denpasar: Office) -> None:
    release = a_line(denpasar, hours=54)
    file = factories.ready(email="ratna@contoh.id")
    opening = schedule.find(now(), release=release.pk)
    assert opening
    reminders.ask(file, opening, at=now())
    Message.objects.all().delete()
    assert reminders.send_due(at=MORNING + timedelta(hours=32)) == 0
    assert reminders.send_due(at=MORNING + timedelta(hours=33)) == 1
    assert reminders.send_due(at=MORNING + timedelta(hours=33)) == 0
    message = Message.objects.get(kind="appointments/reminder")
    delivery.deliver(message.pk, at=now())
    (letter,) = mail.outbox
    assert letter.subject == "Tempat dibuka Minggu 4 Januari 2026, 15.00 WITA"
    assert f"/applications/{file.reference}/line/{release.pk}" in str(letter.body)
    assert not Reminder.objects.exists()


def test_a_draw_already_closed_needs_no_letter(denpasar: Office) -> None:
    a_draw(denpasar)
    opening = schedule.find(now(), draw="dps-1")
    assert opening
    reminders.ask(factories.ready(email="ratna@contoh.id"), opening, at=now())
    Message.objects.all().delete()
    assert reminders.send_due(at=MORNING + timedelta(days=2, minutes=1)) == 1
    assert not Message.objects.exists()
