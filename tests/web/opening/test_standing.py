"""Standing in line, over HTTP: one person, one position."""

from __future__ import annotations

import time
from datetime import timedelta

from django.db import connection

from mpaspor.core import clock
from mpaspor.stages.appointments.line import tickets
from tests import people
from tests.web.opening import house
from tests.web.opening.house import KEYS, Door, Visitor

WAITING, TURN, PRESENT = "Nomor Anda</span>", "Giliran Anda memilih", "Anda sudah hadir"


def seconds(moment: float) -> None:
    """Let time pass until then."""
    time.sleep(max(0.0, moment - clock.now().timestamp()))


def test_before_the_opening_the_page_tells_the_moment_and_what_to_have_ready(door: Door) -> None:
    release, _ = house.released(5, opens=600)
    door.learn()
    ratna = Visitor(door, house.file(people.RATNA)).takes_pass(release)
    page = door.waits(release, PRESENT, ratna).text
    assert "Siapkan" in page
    assert "5 tempat" in page
    assert "Boleh menutup halaman ini" in page


def test_until_an_hour_before_nobody_is_counted(door: Door) -> None:
    release, _ = house.released(5, opens=2 * 3600)
    door.learn()
    ratna = Visitor(door, house.file(people.RATNA)).takes_pass(release)
    page = door.waits(release, "Ruang tunggu dibuka", ratna)
    assert "line" not in page.cookies


def test_those_present_are_ordered_by_lot_and_later_ones_by_arrival(door: Door) -> None:
    crowd, strangers = house.crowd(door, 30), house.crowd(door, 3, first=100)
    release, _ = house.released(1, opens=4)
    door.learn()
    present = [one.takes_pass(release) for one in crowd]
    door.waits(release, PRESENT, present[0])
    for one in present:
        assert PRESENT in one.page(release).text
    # The same people on another phone, and those who come too late.
    elsewhere = [Visitor(door, one.file, f"another {one.session}").takes_pass(release) for one in present]
    seconds(release.opens_at.timestamp() + 1)
    late = [one.takes_pass(release) for one in strangers]
    for one in late:
        one.page(release)
    seconds(release.opens_at.timestamp() + 5)
    waiting = [one for one in present if WAITING in one.page(release).text]
    assert len(waiting) > 20
    lots = [(lot_of(one, release.pk), one.position(release)) for one in waiting]
    assert [position for _, position in sorted(lots)] == sorted(position for _, position in lots)
    for one, other in zip(present, elsewhere, strict=True):
        if one in waiting:
            assert other.position(release) == one.position(release)
    # Many windows at one browser.
    assert len({waiting[0].position(release) for _ in range(5)}) == 1
    assert min(one.position(release) for one in late) > max(position for _, position in lots) - 1
    # A latecomer's second phone, after other rounds have begun.
    again = Visitor(door, late[0].file, "the second phone").takes_pass(release)
    assert again.position(release) == late[0].position(release)


def lot_of(one: Visitor, release: int) -> float:
    at = clock.now().timestamp()
    return tickets.read(KEYS, one.cookies["line"], release=release, session=one.session, at=at).lot


def test_whoever_waits_is_told_where_when_and_how_likely(door: Door) -> None:
    crowd = house.crowd(door, 12)
    release, _ = house.released(1, opens=3)
    door.learn()
    crowd = [one.takes_pass(release) for one in crowd]
    door.waits(release, PRESENT, crowd[0])
    for one in crowd:
        one.page(release)
    seconds(release.opens_at.timestamp() + 4)
    last = max((one for one in crowd if WAITING in one.page(release).text), key=lambda one: one.position(release))
    page = last.page(release).text
    assert "Sekarang dilayani nomor" in page
    assert "Terus terang: mungkin habis sebelum giliran Anda." in page
    assert f"/applications/{last.file.reference}/offices" in page
    fragment = last.page(release, "/state?now=waiting").text
    assert 'hx-swap-oob="true"' in fragment
    assert "<html" not in fragment
    assert last.page(release, "/state?now=before").headers["HX-Refresh"] == "true"


def test_leaving_and_coming_back_keeps_the_place_even_if_the_door_is_killed() -> None:
    with house.open_door() as door:
        crowd = house.crowd(door, 12)
        release, _ = house.released(1, opens=4)
        door.learn()
        crowd = [one.takes_pass(release) for one in crowd]
        door.waits(release, PRESENT, crowd[0])
        for one in crowd:
            one.page(release)
        seconds(release.opens_at.timestamp() + 4)
        waiting = [one for one in crowd if WAITING in one.page(release).text]
        before = [one.position(release) for one in waiting]
        door.kill()
    assert len(set(before)) > 5
    with house.open_door() as door:
        for one in waiting:
            one.door = door
        door.waits(release, WAITING, waiting[0])
        assert [one.position(release) for one in waiting] == before
        # Without the ticket: found in what the killed one had kept.
        fresh = [Visitor(door, one.file, "a new phone").takes_pass(release) for one in waiting]
        assert [one.position(release) for one in fresh] == before


def test_without_a_pass_the_door_leads_to_the_portal(door: Door) -> None:
    release, (slot,) = house.released(5)
    door.learn()
    nobody = Visitor(door, house.file(people.RATNA))
    assert door.waits(release, "Masuk antrean dari permohonan Anda", nobody).status_code == 200
    assert nobody.holds(release, slot.pk).status_code == 403


def test_what_is_forged_expired_shared_or_for_another_line_is_refused_with_its_reason(door: Door) -> None:
    release, (slot,) = house.released(5)
    other, _ = house.released(5, office=people.jayapura())
    door.learn()
    ratna = Visitor(door, house.file(people.RATNA))
    door.waits(release, TURN, ratna.takes_pass(release))
    mine = dict(ratna.cookies)
    told = {
        "tidak kami kenali": {**mine, "line": mine["line"][:-3] + "AAA"},
        "milik peramban lain": {**mine, "sessionid": "a thief's"},
        "sudah lewat waktunya": ratna.takes_pass(release, expires=clock.now() - timedelta(seconds=1)).cookies,
        "untuk antrean lain": ratna.takes_pass(other).cookies,
    }
    for words, cookies in told.items():
        ratna.cookies = dict(cookies)
        page = ratna.page(release)
        assert page.status_code == 403
        assert words in page.text
        assert ratna.holds(release, slot.pk).status_code == 403
        assert ratna.page(release, "/state?now=turn").headers["HX-Refresh"] == "true"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM appointments_appointment")
        assert cursor.fetchone() == (0,)


def test_the_page_speaks_the_readers_language(door: Door) -> None:
    release, _ = house.released(5)
    door.learn()
    nobody = Visitor(door, house.file(people.RATNA))
    door.waits(release, "Masuk antrean dari", nobody)
    assert 'lang="en"' in nobody.page(release, **{"Accept-Language": "en-GB,en;q=0.9"}).text
    chosen = nobody.page(release, "?lang=en")
    assert (chosen.status_code, chosen.cookies["django_language"]) == (303, "en")


def test_what_is_not_there_is_told_kindly(door: Door) -> None:
    release, _ = house.released(5)
    door.learn()
    ratna = Visitor(door, house.file(people.RATNA)).takes_pass(release)
    door.waits(release, TURN, ratna)
    assert ratna.page(release, "/hold").status_code == 405
    assert ratna.page(release, "/nowhere").status_code == 404
    release.pk = 999_999_999
    assert "Antrean ini tidak ada" in ratna.page(release).text


def test_a_state_costs_the_database_nothing(door: Door) -> None:
    release, _ = house.released(5)
    door.learn()
    ratna = Visitor(door, house.file(people.RATNA)).takes_pass(release)
    door.waits(release, TURN, ratna)
    asked = 0

    def busy() -> None:
        nonlocal asked
        until = time.monotonic() + 2
        while time.monotonic() < until:
            assert ratna.page(release, "/state?now=turn").status_code == 200
            asked += 1

    quiet = statements(lambda: time.sleep(2))
    assert statements(busy) < quiet + asked / 10


def statements(act: object) -> int:
    """Transactions of the door while something happens: each of its statements is one."""
    with connection.cursor() as cursor:
        counts: list[int] = []
        for step in (lambda: None, act):
            step()  # type: ignore[operator]
            time.sleep(1.2)
            cursor.execute("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
            counts.append(cursor.fetchone()[0])
    return counts[1] - counts[0]
