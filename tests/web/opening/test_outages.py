"""When more ask than can be served, and when the database is away: told in time, kindly, and with nothing lost."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from mpaspor.core import clock
from mpaspor.stages.appointments.line import tickets
from mpaspor.web.opening import facts, shells
from mpaspor.web.opening.app import Application
from mpaspor.web.opening.database import Away, Link
from mpaspor.web.opening.holding import Ask, Busy, Desk
from mpaspor.web.opening.room import Room, Terms
from tests import people
from tests.web.opening import house
from tests.web.opening.house import Visitor

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=1"
ASK = Ask(1, 1, 1, b"", "key", 0.0, 3)


class Stuck(Link):
    """A database that takes its time."""

    async def again(self, act: Any) -> Any:
        await asyncio.sleep(60)


def test_beyond_the_queue_one_is_told_at_once_when_to_come_again() -> None:
    async def story() -> None:
        desk = Desk(Stuck(NOWHERE), longest=3)
        serving = asyncio.create_task(desk.serve(lambda _slot, _people: None))
        asking = [asyncio.create_task(desk.hold(ASK))]
        await asyncio.sleep(0.01)
        asking += [asyncio.create_task(desk.hold(ASK)) for _ in range(3)]
        await asyncio.sleep(0.01)
        with pytest.raises(Busy) as busy:
            await desk.hold(ASK)
        assert busy.value.seconds >= 1
        assert (desk.queue, desk.refused) == (3, 1)
        for task in (serving, *asking):
            task.cancel()

    asyncio.run(story())


def test_whoever_waits_when_the_database_goes_is_told_so() -> None:
    async def story() -> None:
        desk = Desk(Link(NOWHERE))
        serving = asyncio.create_task(desk.serve(lambda _slot, _people: None))
        with pytest.raises(Away):
            await desk.hold(ASK)
        serving.cancel()

    asyncio.run(story())


def ask(application: Application, path: str, cookies: dict[str, str], *, method: str = "GET") -> httpx.Response:
    """One request to the application, in this process."""

    async def story() -> httpx.Response:
        serving = asyncio.create_task(application.room.desk.serve(lambda _slot, _people: None))
        transport = httpx.ASGITransport(application)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://door", cookies=cookies) as client:
            answer = await client.request(method, path, data={"slot": "1", "key": "k"} if method == "POST" else None)
        serving.cancel()
        return answer

    return asyncio.run(story())


@pytest.fixture
def application() -> Application:
    """A door whose database is away."""
    room = Room(Terms(NOWHERE, "not a secret", "a node", admits_all=True))
    return Application(room, shells.words(), shells.headers())


def test_a_door_that_never_reached_its_database_says_so_and_asks_to_come_again(application: Application) -> None:
    page = ask(application, "/line/7", {})
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "10"
    assert "Belum bisa terhubung" in page.text
    assert ask(application, "/line/health", {}).json() == {"opening": "ok", "database": "away"}


def test_what_is_known_is_still_told_and_nothing_is_promised(application: Application) -> None:
    release, (slot,) = house.released(5)
    room = application.room
    room.board.learn(facts.read(clock.now()))
    line = room.board.lines[release.pk]
    line.read_at = clock.now().timestamp() - 60
    ratna = Visitor(None, house.file(people.RATNA)).takes_pass(release)  # type: ignore[arg-type]
    page = ask(application, f"/line/{release.pk}", ratna.cookies)
    assert page.status_code == 200
    assert "Angka ini mungkin tertinggal" in page.text
    line.hours[1] = line.hours[slot.pk]
    held = ask(application, f"/line/{release.pk}/hold", ratna.cookies, method="POST")
    assert held.status_code == 503
    assert "Nomor Anda tidak hilang" in held.text
    assert "Terakhir diketahui" in held.text


def test_a_busy_door_keeps_the_place_in_line(application: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    release, (slot,) = house.released(5)
    application.room.board.learn(facts.read(clock.now()))
    line = application.room.board.lines[release.pk]
    line.hours[1] = line.hours[slot.pk]

    async def busy(_desk: Desk, _ask: Ask) -> None:
        raise Busy(7)

    monkeypatch.setattr(Desk, "hold", busy)
    ratna = Visitor(None, house.file(people.RATNA)).takes_pass(release)  # type: ignore[arg-type]
    answer = ask(application, f"/line/{release.pk}/hold", ratna.cookies, method="POST")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
    assert "Coba lagi dalam 7 detik. Nomor Anda di antrean tetap" in answer.text
    claim = tickets.read(
        house.KEYS, ratna.cookies["line"], release=release.pk, session="a session", at=clock.now().timestamp()
    )
    assert line.rounds.find(claim.party) is not None


def test_what_is_free_is_never_told_below_nothing(application: Application) -> None:
    release, (slot,) = house.released(2)
    room = application.room
    room.board.learn(facts.read(clock.now()))
    room._held(slot.pk, 5)  # noqa: SLF001 - more went than this node knew of
    line = room.board.lines[release.pk]
    assert (line.free, line.hours[slot.pk].free) == (0, 0)
