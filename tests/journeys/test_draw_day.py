"""(f) An opening day by draw: thirty files enter, witnesses watch, anybody recomputes it, winners get their bills."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.journeys import callers, service, steps
from tests.journeys.callers import Caller
from tests.journeys.service import Service
from tests.journeys.visitor import Visitor

CODE, PLACES = "hari-pembukaan", 4
# The first number of the people of this crowd.
FIRST = 100
# At the three phones a couple, one alone and a couple with a child; then everybody else.
PARTIES = [2, 1, 3] + [1] * 19 + [2] * 5 + [3] * 3
SECRETS = ("rahasia saksi pusat", "rahasia saksi ombudsman")
PUSAT = "witness.pusat@imigrasi.contoh.id /centre/witnessing"
VERIFY = [sys.executable, str(service.ROOT / "mpaspor" / "verify_draw.py")]
PATIENCE = 30.0
# A round of the public value lasts so many seconds.
ROUND = 3
STATES = (
    "SELECT a.reference, e.state, e.rank FROM appointments_drawentry e JOIN appointments_draw d ON d.id = e.draw_id "
    "JOIN applications_application a ON a.id = e.application_id WHERE d.code = %s"
)


def test_a_draw_is_entered_watched_over_drawn_and_recomputed(
    arrive: Callable[..., Visitor], desk: Callable[[str], Visitor], service: Service, tmp_path: Path
) -> None:
    told = callers.made(service, "draw", "Mataram", PARTIES, first=FIRST, code=CODE, capacity=PLACES)
    files, days = told["files"], told["days"]
    phones = [callers.at_a_phone(arrive, service, file, scripts=number != 1) for number, file in enumerate(files[:3])]
    witness = desk(PUSAT)
    other = Caller(service.address, "", 0, told["witnesses"][1])
    numbers = [row[0] for row in service.sql(WITNESSES, CODE)]

    promise(witness, numbers[0], "digest", hashlib.sha256(SECRETS[0].encode()).hexdigest())
    promised = {"digest": hashlib.sha256(SECRETS[1].encode()).hexdigest()}
    assert other.sends(f"{DUTY}/{numbers[1]}/commitment", promised, shown=DUTY).url.path == DUTY
    # The couple wants an hour nobody else does; the two others what everybody wants.
    phones[2].looks = False
    for phone, file, day, hour in zip(phones, files[:3], (1, 0, 0), ("10:00", "any", "any"), strict=True):
        enter(phone, file["reference"], day, hour)
    crowd = [callers.caller(service, file) for file in files[3:]]
    callers.together(lambda one: wish(one, told["office"], days[0]), crowd)
    assert sorted(state for _, state, _ in service.sql(STATES, CODE)) == ["entered"] * 30
    phones[2].looks = True
    phones[0].open(f"/applications/{files[0]['reference']}/draws/{CODE}/departure")

    pass_time(service, CLOSED)
    do(service, "seal_draws", "sealed")
    promise(witness, numbers[0], "secret", SECRETS[0])
    assert other.sends(f"{DUTY}/{numbers[1]}/secret", {"secret": SECRETS[1]}, shown=DUTY).url.path == DUTY
    pass_time(service, REVEALED)
    pass_time(service, DUE)
    do(service, "draw_draws", "drawn")
    do(service, "award_draws", "awarded")
    service.work("money", "payments.jobs.bill_what_was_won")
    until(service, UNBILLED, 0)

    entries = {reference: (state, rank) for reference, state, rank in service.sql(STATES, CODE)}
    assert sorted(rank for _, rank in entries.values()) == list(range(1, 31))
    assert all(taken <= PLACES for (taken,) in service.sql(HELD, CODE))
    assert service.sql(TOGETHER, CODE) == []
    assert entries[files[0]["reference"]][0] == "won"
    for phone, file in zip(phones, files[:3], strict=True):
        see_the_outcome(phone, file["reference"], *entries[file["reference"]])
    for one, page in zip(crowd, callers.together(lambda one: one.opens(here(one.reference)), crowd), strict=True):
        state, rank = entries[one.reference]
        assert ("dapat tempat" in page, f"Urutan undian Anda: {rank}" in page) == (True, True), page
        assert ("Belum dapat tempat dari undian ini" in page) == (state == "waiting")
    check_it(phones[0], service, tmp_path)


WITNESSES = (
    "SELECT w.id FROM appointments_drawwitness w JOIN appointments_draw d ON d.id = w.draw_id WHERE d.code = %s "
    "ORDER BY w.id"
)
HELD = (
    "SELECT s.taken FROM appointments_slot s JOIN appointments_release r ON r.id = s.release_id "
    "JOIN appointments_draw d ON d.id = r.draw_id WHERE d.code = %s"
)
# Files of which some have a place and some have none, or that are in two hours.
TOGETHER = (
    "SELECT e.id FROM appointments_drawentry e JOIN appointments_draw d ON d.id = e.draw_id "
    "JOIN applications_applicant p ON p.application_id = e.application_id "
    "LEFT JOIN appointments_appointment h ON h.applicant_id = p.id AND h.state = 'held' WHERE d.code = %s "
    "GROUP BY e.id HAVING count(h.id) NOT IN (0, count(p.id)) OR count(DISTINCT h.slot_id) > 1 "
    "OR (count(h.id) > 0) <> (e.state = 'won')"
)
UNBILLED = (
    "SELECT count(*) FROM appointments_drawentry e JOIN appointments_draw d ON d.id = e.draw_id "
    "LEFT JOIN payments_bill b ON b.application_id = e.application_id AND b.state = 'due' "
    "WHERE d.code = %s AND e.state = 'won' AND b.id IS NULL"
)
CLOSED, REVEALED, DUE = 0, 1, 2
LEFT = (
    "SELECT extract(epoch FROM closes_at - now())::float8, extract(epoch FROM reveal_by - now())::float8, "
    "extract(epoch FROM results_at - now())::float8 FROM appointments_draw WHERE code = %s"
)
PASS = (
    "UPDATE appointments_draw SET opens_at = opens_at - make_interval(secs => %s), "
    "closes_at = closes_at - make_interval(secs => %s), reveal_by = reveal_by - make_interval(secs => %s), "
    "beacon_at = beacon_at - make_interval(secs => %s), results_at = results_at - make_interval(secs => %s), "
    "beacon_round = beacon_round - %s WHERE code = %s"
)
DUTY = "/centre/witnessing"


def here(reference: str) -> str:
    return f"/applications/{reference}/draws/{CODE}"


def promise(witness: Visitor, number: int, name: str, value: str) -> None:
    """First the digest of the secret, later the secret."""
    witness.open(DUTY)
    what = "commitment" if name == "digest" else name
    form = witness.page.locator(f"form[action='{DUTY}/{number}/{what}']")
    form.locator(f"[name={name}]").fill(value)
    witness.send(form)
    assert witness.path == DUTY


def enter(phone: Visitor, reference: str, day: int, hour: str) -> None:
    """From the list of draws to the first wish."""
    phone.open(f"/applications/{reference}/draws")
    phone.follow(phone.page.locator(f"main a[href$='/draws/{CODE}']"))
    phone.follow(phone.page.locator(".cover a.foil"))
    phone.follow(phone.page.locator("a.day").nth(day))
    phone.page.locator(f"#hours input[value='{hour}']").check()
    phone.send(phone.page.locator("form#hours"))
    phone.open(here(reference))
    assert phone.reads("sudah ikut undian")


def wish(one: Caller, office: str, day: str) -> None:
    """The hour everybody wants, else any of that day."""
    for hour in ("09:00", "any"):
        form = {"office": office, "on": day, "hour": hour, "do": "add"}
        assert one.sends(f"{here(one.reference)}/wishes", form).is_success


def pass_time(service: Service, moment: int) -> None:
    """Time passes for the draw in whole rounds of the public value; what is left until the moment, for all."""
    rounds = max(0, int(service.sql(LEFT, CODE)[0][moment] // ROUND))
    service.sql(PASS, *[rounds * ROUND] * 5, rounds, CODE)
    time.sleep(max(0.0, service.sql(LEFT, CODE)[0][moment]) + 0.1)


def do(service: Service, job: str, state: str) -> None:
    service.work("draws", f"appointments.jobs.draws.{job}")
    until(service, "SELECT state FROM appointments_draw WHERE code = %s", state)


def until(service: Service, query: str, answer: object) -> None:
    """The worker is done."""
    deadline = time.monotonic() + PATIENCE
    while service.sql(query, CODE) != [(answer,)]:
        assert time.monotonic() < deadline, (query, answer)
        time.sleep(0.2)


def see_the_outcome(phone: Visitor, reference: str, state: str, rank: int) -> None:
    """The place and its bill, or the turn on the waiting list."""
    phone.open(here(reference))
    assert phone.reads(f"Urutan undian Anda: {rank}")
    phone.follow(phone.page.locator(".cover a.foil"))
    if state == "won":
        phone.open(f"/applications/{reference}/bill")
        assert steps.BILLING_CODE.search(phone.page.locator(".code").inner_text())
    else:
        assert phone.path.endswith("/waiting")
        assert phone.reads(f"{rank} di undian")


def check_it(phone: Visitor, service: Service, folder: Path) -> None:
    """What anybody can do with the files of the public page; one byte touched in any is found, with its line."""
    phone.open(f"/draws/{CODE}")
    links = phone.page.locator(f"main a[href^='/draws/{CODE}/']").all()
    names = [Path(str(link.get_attribute("href"))).name for link in links]
    contents = {name: httpx.get(f"{service.address}/draws/{CODE}/{name}").content for name in names}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    assert "30 entries, 4 hours, every line as it must be" in service.run("verify-draw", str(folder))
    for name, content in contents.items():
        lines = content.split(b"\n")
        line = min(len(lines) - 2, 4)
        middle = len(lines[line]) // 2
        lines[line] = lines[line][:middle] + bytes([lines[line][middle] ^ 1]) + lines[line][middle + 1 :]
        (folder / name).write_bytes(b"\n".join(lines))
        found = subprocess.run([*VERIFY, str(folder)], capture_output=True, text=True, check=False)
        assert (found.returncode, f"{name}, line {line + 1}:" in found.stdout) == (1, True), found.stdout
        (folder / name).write_bytes(content)
