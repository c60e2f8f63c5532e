"""(e) An opening day: thirty files through a line and through a draw, three of them in browsers, to the bill."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from mpaspor.core import clock
from tests.journeys import callers, steps
from tests.journeys.callers import FULL, PRESENT, TURN, Caller
from tests.journeys.service import Service
from tests.journeys.visitor import Visitor

PATIENCE = 45_000
# The first number of the people of these crowds.
FIRST = 0
LINE_PARTIES = [1] * 27 + [2] * 3
LINE_PLACES, LINE_SECONDS = 4, 20
TAKEN = (
    "SELECT s.id, s.capacity, s.taken, count(p.id), count(DISTINCT p.person_key) FROM appointments_slot s "
    "LEFT JOIN appointments_appointment p ON p.slot_id = s.id AND p.state IN ('held', 'confirmed') "
    "WHERE s.release_id = %s GROUP BY s.id ORDER BY s.starts_at"
)


def test_thirty_files_go_through_a_line_and_every_place_is_had_once(
    arrive: Callable[..., Visitor], service: Service
) -> None:
    told = callers.made(
        service, "line", "Singaraja", LINE_PARTIES, first=FIRST, capacity=LINE_PLACES, seconds=LINE_SECONDS
    )
    release, files = told["release"], told["files"]
    service.sql("NOTIFY releases")
    there = f"/line/{release}"
    # By lot: one who comes first, one near her without scripts, and the last of all.
    quick, plain, last = (
        callers.at_a_phone(arrive, service, files[place], scripts=place != 2) for place in (0, 2, len(files) - 1)
    )
    crowd = [callers.caller(service, file) for place, file in enumerate(files) if place not in (0, 2, len(files) - 1)]
    with ThreadPoolExecutor(1) as pool:
        present = pool.submit(callers.together, lambda one: one.enters(release), crowd)
        for number, (phone, file) in enumerate(((quick, files[0]), (plain, files[2]), (last, files[-1]))):
            enter_the_line(phone, file["reference"], release, both=number == 0)
        assert all(PRESENT in page for page in present.result())
    assert clock.now().timestamp() < told["opens_at"], "the opening came before everybody was there"

    # Nobody touches anything: the pages turn by themselves, with scripts and without.
    for phone in (quick, plain):
        phone.page.get_by_text(TURN).first.wait_for(timeout=PATIENCE)
        phone.look()
    last.page.get_by_text("Nomor Anda", exact=True).wait_for(timeout=PATIENCE)
    last.look()
    assert last.reads("mungkin habis sebelum giliran Anda"), last.page.locator("body").inner_text()

    seconds = [callers.caller(service, file, device=1) for file in files]
    assert all(page for page in callers.together(lambda one: one.enters(release), seconds))
    first_devices = callers.together(lambda one: one.position(release), crowd)
    second_devices = callers.together(lambda one: one.position(release), seconds)
    mine = [place for number, place in enumerate(second_devices) if number not in (0, 2, len(files) - 1)]
    waiting = [pair for pair in zip(first_devices, mine, strict=True) if None not in pair]
    assert waiting
    assert all(one == other for one, other in waiting), waiting
    assert f"{second_devices[-1]}" in last.page.locator(".cover").inner_text()

    for phone in (quick, plain):
        choose_the_first_hour(phone)
        steps.have_a_bill_made(phone)
    outcomes = choose_until_all_is_gone(crowd, release)
    assert outcomes["held"] >= 1

    hours = service.sql(TAKEN, release)
    assert [row[1:] for row in hours] == [(LINE_PLACES, LINE_PLACES, LINE_PLACES, LINE_PLACES)] * 2
    last.open(there)
    assert last.reads(FULL)
    last.follow(last.page.locator("a[href$='/waiting']").first)
    last.send(last.page.locator("main form").last)
    last.open(f"/applications/{files[-1]['reference']}/waiting/change")
    last.open(f"/applications/{files[-1]['reference']}/waiting/departure")
    assert service.sql(
        "SELECT w.state FROM appointments_waiting w JOIN applications_application a ON a.id = w.application_id "
        "WHERE a.reference = %s", files[-1]["reference"]
    ) == [("waiting",)]  # fmt: skip
    assert json.loads(service.run("invariants", "--json"))["sound"]


def enter_the_line(phone: Visitor, reference: str, release: int, *, both: bool) -> None:
    phone.open(f"/applications/{reference}/line/{release}")
    phone.both = both
    phone.send(phone.page.locator(".cover form:has(.foil)"))
    if both:
        phone.open(f"/line/{release}")
    phone.both = False
    assert phone.path == f"/line/{release}"
    assert phone.reads(PRESENT)


def choose_the_first_hour(phone: Visitor) -> None:
    phone.page.locator("main input[name=slot]:not([disabled])").first.check()
    phone.send(phone.form("slot"))
    assert phone.path.endswith("/payment"), phone.page.locator("main").inner_text()


def choose_until_all_is_gone(crowd: Sequence[Caller], release: int) -> Counter[str]:
    """Each takes the first hour with room when it is her turn; until everybody has one or is told there is none."""
    until, outcomes, left = time.monotonic() + PATIENCE / 1000, Counter[str](), list(crowd)
    while left:
        assert time.monotonic() < until, outcomes
        said = callers.together(lambda one: one.chooses(release), left)
        outcomes.update(one for one in said if one in {"held", FULL})
        left = [one for one, what in zip(left, said, strict=True) if what not in {"held", FULL}]
        time.sleep(0.5 if left else 0)
    return outcomes
