"""What the officers do, each at her own desk."""

from __future__ import annotations

import re
import time
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import FilePayload

from mpaspor.demo import pictures
from tests.journeys.visitor import Visitor
from tests.people import Person

PATIENCE = 90.0
FINGERS = range(1, 11)


def check_in(counter: Visitor, reference: str) -> str:
    """By the text of the QR code; the ticket that was given."""
    counter.open("/office")
    counter.write("code", reference)
    counter.send(counter.form("code"))
    (ticket,) = parse_qs(urlsplit(counter.page.url).query)["ticket"]
    return ticket


def call(counter: Visitor, ticket: str) -> None:
    counter.open(f"/office?ticket={ticket}")
    counter.send(counter.page.locator("form[action$='/call']").first)


def examine(counter: Visitor, ticket: str) -> None:
    """Every original is the same as what was sent."""
    counter.open(f"/office?ticket={ticket}")
    counter.follow(counter.page.locator("a[href$='/examination']").first)
    end = counter.page.locator("form[action$='/examination/end'] button")
    while end.is_disabled():
        counter.write("verdict", "same")
        counter.send(counter.page.locator("form[action$='/verdicts']"))
    counter.send(counter.page.locator("form[action$='/examination/end']"))


def interview(interviewer: Visitor, ticket: str, person: Person, seed: int = 7) -> None:
    """The questions, the portrait, ten fingers, and the way home."""
    interviewer.open(f"/office?ticket={ticket}")
    interviewer.follow(interviewer.page.locator("a[href$='/interview']").first)
    interviewer.write("text", "Berlibur bersama keluarga. Jawaban sama dengan isian.")
    interviewer.write("conclusion", "clear")
    interviewer.send(interviewer.page.locator("form[action$='/interview']"))
    _send_files(interviewer, "portrait", [_jpeg("portrait.jpg", pictures.sample_portrait(seed, sex=person.sex))])
    prints = [_jpeg(f"{at:02}.jpg", pictures.sample_fingerprint(seed * 20 + at)) for at in FINGERS]
    _send_files(interviewer, "fingers", prints)
    interviewer.send(interviewer.page.locator("form[action$='/enrolment']"))


def _send_files(officer: Visitor, name: str, files: list[FilePayload]) -> None:
    chosen = officer.page.locator(f"input[type=file][name={name}]")
    chosen.set_input_files(files)
    officer.send(officer.page.locator(f"form[action$='/{name}']"))


def _jpeg(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def grant(adjudicator: Visitor, reference: str) -> None:
    open_decision(adjudicator, reference)
    adjudicator.write("verdict", "grant")
    adjudicator.write("words", "Identitas dan tujuan jelas.")
    adjudicator.send(adjudicator.page.locator("form[action$='/opinion']"))


def refuse(adjudicator: Visitor, reference: str, reason: str, words: str) -> None:
    """With a reason the law knows, and words she reads."""
    open_decision(adjudicator, reference)
    for name, value in {"verdict": "refuse", "reason": reason, "words": words}.items():
        adjudicator.write(name, value)
    adjudicator.send(adjudicator.page.locator("form[action$='/opinion']"))


def open_decision(adjudicator: Visitor, reference: str) -> None:
    """As soon as the worker has brought the watchlist's answer."""
    until = time.monotonic() + PATIENCE
    while True:
        adjudicator.open("/office/decisions")
        row = adjudicator.page.locator("tr", has_text=reference)
        assert row.count(), "the file is not among the decisions"
        adjudicator.follow(row.locator("a").first)
        if adjudicator.page.locator("form[action$='/opinion']").count():
            return
        assert time.monotonic() < until, adjudicator.page.locator("main").inner_text()
        time.sleep(1)


def print_the_book(printer: Visitor, reference: str) -> str:
    """Printed, looked over, accepted; the number of the book."""
    printer.open("/office/passports")
    printer.follow(printer.page.locator("tr", has_text=reference).locator("a").first)
    book = printer.path
    printer.send(printer.page.locator("form[action$='/print']"))
    printer.open(book)
    number = re.search(r"\b[A-Z]\d{7}\b", printer.heading)
    assert number, printer.heading
    printer.send(printer.page.locator("form[action$='/inspection']"))
    return number.group()


def hand_over(handover: Visitor, number: str, person: Person) -> None:
    """To the holder, who shows her KTP."""
    handover.open("/office/handovers")
    handover.follow(handover.page.locator("tr", has_text=number).locator("a").first)
    handover.write("collector", "holder")
    handover.write("name", person.full_name)
    handover.write("identity", person.nik)
    handover.send(handover.form("identity"))
