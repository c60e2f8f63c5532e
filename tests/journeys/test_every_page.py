"""The pages no journey leads through, and every desk: in both languages, by day and by night."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys import steps
from tests.journeys.service import Service
from tests.journeys.visitor import Visitor

PUBLIC = (
    "/", "/help", "/privacy", "/brokers", "/status", "/figures", "/fees",
    "/fees?service=new&adult=yes&kind=electronic&years=10&people=2",
    "/offices", "/offices?q=bali", "/sign-in", "/sign-up",
    "/releases", "/draws", "/ledger", "/ledger/offices/5102/2026-01-05", "/receipts",
    "/demo", "/demo/mailbox", "/demo/bank", "/demo/wallet", "/demo/treasury", "/demo/visit", "/demo/opening", "/design",
    "/account/inactive",
)  # fmt: skip
# What each officer opens. {} stands for the key of a row, found by the question beside it.
VISIT = "SELECT min(id) FROM visits_visit WHERE state = 'waiting'"
DECISION = "SELECT min(id) FROM decisions_decision WHERE state = 'ready'"
PASSPORT = "SELECT min(id) FROM passports_passport WHERE state = %s"
FILE = (
    "SELECT min(reference) FROM applications_application a JOIN applications_applicant p ON p.application_id = a.id "
    "JOIN passports_passport b ON b.applicant_id = p.id"
)
RELEASE = (
    "SELECT max(r.id) FROM appointments_release r JOIN offices_office o ON o.id = r.office_id "
    "WHERE o.name = 'Denpasar' AND r.last_on > current_date"
)
BILL = (
    "SELECT min(b.code) FROM payments_bill b JOIN applications_application a ON a.id = b.application_id "
    "JOIN offices_office o ON o.id = a.office_id WHERE o.name = 'Denpasar' AND b.state = 'settled'"
)
# An address and where it begins.
CENTRE = "centre@imigrasi.contoh.id /centre"
CENTRE_TREASURER = "treasurer@imigrasi.contoh.id /centre/money"
WITNESS = "witness.pusat@imigrasi.contoh.id /centre/witnessing"
DESKS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("counter", "/office", "", ()),
    ("counter", "/office/search?q=putu", "", ()),
    ("counter", "/account/second-factors", "", ()),
    ("counter", "/account/second-factor", "", ()),
    ("counter", "/office/cases/{}", FILE, ()),
    ("counter", "/office/cases/{}/1", FILE, ()),
    ("counter", "/office/visits/{}/examination", VISIT, ()),
    ("interviewer", "/office/visits/{}/interview", VISIT, ()),
    ("adjudicator", "/office/decisions", "", ()),
    ("adjudicator", "/office/decisions/{}", DECISION, ()),
    ("printer", "/office/passports", "", ()),
    ("printer", "/office/passports/{}/inspection", PASSPORT, ("queued",)),
    ("printer", "/office/stock", "", ()),
    ("handover", "/office/handovers", "", ()),
    ("handover", "/office/passports/{}/handover", PASSPORT, ("ready",)),
    ("customer-service", "/office/filings", "", ()),
    ("head", "/office/quotas", "", ()),
    ("head", "/office/quotas/closure", "", ()),
    ("head", "/office/releases", "", ()),
    ("head", "/office/releases/line", "", ()),
    ("head", "/office/releases/draw", "", ()),
    ("head", "/office/releases/{}", RELEASE, ()),
    ("head", "/office/releases/{}/places", RELEASE, ()),
    ("head", "/office/figures", "", ()),
    ("treasurer", "/office/money", "", ()),
    ("treasurer", "/office/money/bills", "", ()),
    ("treasurer", "/office/money/bills/{}", BILL, ()),
    ("treasurer", "/office/money/ledger", "", ()),
    ("treasurer", "/office/money/credits", "", ()),
    ("treasurer", "/office/money/refunds", "", ()),
    (CENTRE, "/centre", "", ()),
    (CENTRE, "/centre/stagger", "", ()),
    (CENTRE, "/centre/draws", "", ()),
    (CENTRE, "/centre/draws/new", "", ()),
    (CENTRE, "/centre/signals", "", ()),
    (CENTRE_TREASURER, "/centre/partners", "", ()),
    (CENTRE_TREASURER, "/centre/partners/new", "", ()),
    (CENTRE_TREASURER, "/centre/partners/CONTOH", "", ()),
    (CENTRE_TREASURER, "/centre/calls", "", ()),
    (CENTRE_TREASURER, "/centre/questions", "", ()),
    (WITNESS, "/centre/witnessing", "", ()),
    (CENTRE_TREASURER, "/centre/money", "", ()),
    (CENTRE_TREASURER, "/centre/money/search", "", ()),
    (CENTRE_TREASURER, "/centre/money/days/{}", "SELECT current_date - 1", ()),
)

AT_THE_DESK = {
    "full_name": "Nyoman Rai",
    "birth_on_day": "3",
    "birth_on_month": "4",
    "birth_on_year": "1949",
    "consent": "lisan di loket, disaksikan anaknya",
}
MINUTES = {
    "bap-number": "BAP/12/2026",
    "bap-held_on_day": "29",
    "bap-held_on_month": "12",
    "bap-held_on_year": "2025",
    "bap-outcome": "waived",
    "bap-why": "Banjir di Kuta.",
}


@pytest.mark.parametrize("path", PUBLIC)
def test_whoever_passes_by_can_use_every_page(arrive: Callable[..., Visitor], path: str) -> None:
    passer_by = arrive(both=True)
    passer_by.open(path)
    look_at_night(passer_by)


@pytest.mark.parametrize("path", ["/nowhere", "/applications/7KQ2-M9XD"])
def test_a_page_that_is_not_there_says_so_kindly(arrive: Callable[..., Visitor], path: str) -> None:
    arrive().open(path, status=404 if path == "/nowhere" else 200)


@pytest.mark.parametrize(("task", "path", "query", "values"), DESKS)
def test_every_desk_can_be_used(
    desk: Callable[[str], Visitor], service: Service, task: str, path: str, query: str, values: tuple[str, ...]
) -> None:
    officer = desk(task)
    key = service.sql(query, *values)[0][0] if query else ""
    officer.both = True
    officer.open(path.format(key))
    officer.both = False
    look_at_night(officer)


def test_what_an_applicant_sees_when_something_is_wrong(arrive: Callable[..., Visitor]) -> None:
    nobody = arrive()
    nobody.open("/sign-in")
    nobody.write("email", "not an address")
    nobody.send(nobody.form("email"), status=422)
    nobody.open("/sign-up")
    nobody.send(nobody.form("full_name"), status=422)
    nobody.open("/demo/bank")
    nobody.write("code", "12")
    nobody.send(nobody.form("code"), status=422)


def test_a_citizen_signs_in_with_the_code_from_her_mail(arrive: Callable[..., Visitor]) -> None:
    ratna = arrive()
    steps.sign_in(ratna, "ratna@contoh.id")
    assert ratna.path == "/applications"
    ratna.open("/sign-out")
    ratna.send(ratna.page.locator("main form"))
    assert ratna.path == "/"


def test_one_press_changes_the_language(arrive: Callable[..., Visitor]) -> None:
    passer_by = arrive()
    passer_by.open("/help")
    passer_by.send(passer_by.page.locator("form.language"))
    assert passer_by.path == "/help"
    assert passer_by.page.locator("html").get_attribute("lang") == "en"


def test_a_letter_can_be_read_as_mail_programs_draw_it(arrive: Callable[..., Visitor]) -> None:
    ratna = arrive()
    steps.sign_in(ratna, "ratna@contoh.id")
    letter = ratna.beside()
    letter.open("/demo/mailbox?to=ratna@contoh.id")
    letter.follow(letter.page.locator("main .rows a").first)
    letter.follow(letter.page.locator("a[href$='/drawn']"))


def test_somebody_without_a_phone_is_helped_at_the_desk(desk: Callable[[str], Visitor]) -> None:
    officer = desk("customer-service")
    officer.open("/office/filings")
    for name, value in AT_THE_DESK.items():
        officer.write(name, value)
    officer.send(officer.form("full_name"))
    assert officer.reads(AT_THE_DESK["full_name"])
    officer.both = True
    officer.open(officer.path)
    officer.both = False


def test_a_lost_passport_is_examined_before_anybody_bills_it(desk: Callable[[str], Visitor]) -> None:
    officer = desk("customer-service")
    officer.open("/office/filings")
    for name, value in AT_THE_DESK.items():
        officer.write(name, value)
    officer.send(officer.form("full_name"))
    for name, value in {"ever_held": "yes", "condition": "lost"}.items():
        officer.write(name, value)
        officer.send(officer.form("ever_held"))
    assert officer.reads("BAP belum dicatat")
    officer.both = True
    officer.open(officer.path)
    look_at_night(officer)
    for name, value in MINUTES.items():
        officer.write(name, value)
    officer.send(officer.form("bap-number"))
    assert officer.reads("BAP/12/2026")
    officer.open(officer.path)
    officer.both = False


def look_at_night(visitor: Visitor) -> None:
    visitor.page.emulate_media(color_scheme="dark")
    visitor.look()
    visitor.page.emulate_media(color_scheme="light")
