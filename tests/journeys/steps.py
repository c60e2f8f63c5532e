"""What an applicant does, in her words; each step begins on the page on which the one before ended."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from datetime import date

from playwright.sync_api import FilePayload

from mpaspor.demo import pictures
from tests import factories
from tests.journeys.visitor import Visitor
from tests.people import Person

# The codes of letters and of the pretend phone, the billing code, a reference.
SIX_DIGITS = re.compile(r"\b(\d{3}) ?(\d{3})\b")
BILLING_CODE = re.compile(r"\b\d{3}(?: \d{3}){4}\b")
REFERENCE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")
PATIENCE = 60.0


def register(visitor: Visitor, person: Person) -> None:
    """An account, with the code that came by mail."""
    visitor.open("/sign-up")
    for name, value in {"full_name": person.full_name, "email": person.email, "phone": "0812 3456 7890"}.items():
        visitor.write(name, value)
    visitor.write("privacy", "on")
    visitor.send(visitor.form("full_name"))
    _type_the_code(visitor, person.email)


def sign_in(visitor: Visitor, email: str, door: str = "/sign-in") -> None:
    """With the code that came by mail."""
    visitor.open(door)
    visitor.write("email", email)
    visitor.send(visitor.form("email"))
    _type_the_code(visitor, email)


def sign_in_as_officer(visitor: Visitor, email: str, home: str = "/office") -> None:
    """And then the code the app on the pretend phone shows."""
    sign_in(visitor, email, home)
    phone = visitor.beside()
    phone.open("/demo")
    row = phone.page.locator("li", has=phone.page.get_by_text(email, exact=True))
    found = SIX_DIGITS.search(row.locator(".right").inner_text())
    phone.page.close()
    assert found
    visitor.write("code", "".join(found.groups()))
    visitor.send(visitor.form("code"))
    assert visitor.path == home, visitor.path


def _type_the_code(visitor: Visitor, email: str) -> None:
    visitor.write("code", code_in_the_mailbox(visitor, email))
    visitor.send(visitor.form("code"))


def code_in_the_mailbox(visitor: Visitor, email: str) -> str:
    """Read in the pretend mailbox, in a tab beside."""
    tab = visitor.beside()
    tab.open(f"/demo/mailbox?to={email}")
    tab.follow(tab.page.locator("main .rows a").first)
    found = SIX_DIGITS.search(tab.page.locator("main").inner_text())
    tab.page.close()
    assert found, tab.path
    return "".join(found.groups())


def begin(visitor: Visitor) -> str:
    """A new file; its reference."""
    visitor.open("/applications")
    visitor.send(visitor.page.locator(".cover form:not(.language)"))
    return reference(visitor)


def reference(visitor: Visitor) -> str:
    found = REFERENCE.search(visitor.path)
    assert found, visitor.path
    return found.group()


def answer_everything(visitor: Visitor, person: Person, relation: str = "self") -> None:
    """Page after page of questions, to the papers; what is filled in already is left as it is."""
    told = answers(person, relation)
    while not visitor.path.endswith("/papers"):
        if visitor.path.endswith("/checks"):
            visitor.follow(visitor.page.locator("main a.button.filled"))
        else:
            _answer_one_page(visitor, told)


def _answer_one_page(visitor: Visitor, told: dict[str, str]) -> None:
    form = visitor.form("csrfmiddlewaretoken", "main")
    here = visitor.page.url
    names = [control.get_attribute("name") or "" for control in form.locator("[name]:not([type=hidden])").all()]
    for name in dict.fromkeys(names):
        if name in told:
            visitor.write(name, told[name])
    visitor.send(form)
    assert visitor.page.url != here, visitor.page.locator("main").inner_text()


def answers(person: Person, relation: str) -> dict[str, str]:
    """By control: a date in its parts, kind and years as the one book that is chosen."""
    told: dict[str, str] = {}
    steps = factories.answers_of(person, relation=relation)
    for name, value in (pair for step in steps.values() for pair in step.items()):
        if isinstance(value, date):
            told |= {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}
        else:
            told[name] = str(value)
    told["book"] = f"{told['passport_kind']}-{told['years']}"
    return told


def photograph_papers(visitor: Visitor, person: Person) -> None:
    """A picture for each row that wants one; with scripts it is sent as soon as it is chosen."""
    while (forms := visitor.page.locator(".upload.missing form")).count():
        form = forms.first
        kind = (form.get_attribute("action") or "").rsplit("/", 1)[-1]
        picture = pictures.sample_paper(kind, name=person.full_name, number=person.nik)
        photo: FilePayload = {"name": f"{kind}.jpg", "mimeType": "image/jpeg", "buffer": picture}
        with visitor.comes():
            form.locator("input[type=file]").set_input_files(photo)
            if not visitor.scripts:
                form.locator("button").click()
        assert not visitor.page.locator(f"#{kind} .upload.missing").count(), kind
    visitor.follow(visitor.page.locator("main a.button.filled"))


def bring_along(visitor: Visitor, person: Person, relation: str) -> None:
    """One more person of the family, from the list of who comes."""
    fold = visitor.page.locator("details.fold", has=visitor.page.locator("[name=relation]"))
    fold.locator("summary").click()
    visitor.write("relation", relation)
    visitor.send(fold.locator("form"))
    answer_everything(visitor, person, relation)
    photograph_papers(visitor, person)


def confirm(visitor: Visitor) -> None:
    """From the list of who comes, over the last look at all answers, to the offices."""
    visitor.follow(visitor.page.locator("main a.button.filled"))
    visitor.send(visitor.page.locator("main form"))
    assert visitor.path.endswith("/offices"), visitor.page.locator("main").inner_text()


def take_a_place(visitor: Visitor, office: str = "Denpasar") -> None:
    """An office by its name, a day soon, and its first hour with room for everybody."""
    choose_a_day(visitor, office)
    take_the_first_hour(visitor)


def choose_a_day(visitor: Visitor, office: str = "Denpasar") -> None:
    visitor.write("q", office)
    visitor.send(visitor.page.locator("main form[role=search]"))
    visitor.follow(visitor.page.locator("main .rows").get_by_role("link", name=office, exact=True))
    # Not the first one: soon after midnight that is today, which nobody can move any more.
    visitor.follow(visitor.page.locator("a.day").nth(1))


def take_the_first_hour(visitor: Visitor) -> None:
    visitor.page.locator("#hours input[type=radio]:not([disabled])").first.check()
    visitor.send(visitor.page.locator("form#hours"))
    assert visitor.path.endswith("/payment"), visitor.page.locator("main").inner_text()


def have_a_bill_made(visitor: Visitor) -> str:
    """From the sum to its code."""
    visitor.send(visitor.page.locator("form[action$='/bill']"))
    found = BILLING_CODE.search(visitor.page.locator(".code").inner_text())
    assert found
    return found.group().replace(" ", "")


def pay_at_the_bank(visitor: Visitor, names: Sequence[str], code: str) -> None:
    """At the pretend bank, which asks us whom the code is for and tells us, signed, that it took the money."""
    bank = visitor.beside()
    bank.open("/demo/bank")
    bank.write("code", code)
    bank.send(bank.form("code"))
    assert all(bank.reads(name) for name in names), bank.page.locator("main").inner_text()
    bank.send(bank.form("code"))
    bank.page.close()


def pay_at_the_counter(visitor: Visitor, code: str, turn: str = "now", **more: str) -> None:
    """At the pretend treasury's, where money comes late, twice or unannounced."""
    shop = visitor.beside()
    shop.open("/demo/treasury")
    for name, value in {"code": code, "turn": turn, **more}.items():
        shop.write(name, value)
    shop.send(shop.form("code"))
    shop.page.close()


def read_the_letter(visitor: Visitor, email: str, subject: str) -> str:
    """The newest letter whose subject says this, as soon as the worker has sent it."""
    tab = visitor.beside()
    letter = tab.page.locator("main .rows a", has_text=subject).first
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        tab.page.goto(f"{tab.address}/demo/mailbox?to={email}")
        if letter.count():
            break
        tab.page.wait_for_timeout(500)
    tab.follow(letter)
    said = " ".join(tab.page.locator("main").inner_text().split())
    tab.page.close()
    return said


def wait_for(visitor: Visitor, path: str, words: str) -> None:
    """Until a page says it; the worker is at it."""
    until = time.monotonic() + PATIENCE
    visitor.page.goto(f"{visitor.address}{path}")
    while not visitor.reads(words):
        assert time.monotonic() < until, visitor.page.locator("main").inner_text()
        visitor.page.wait_for_timeout(500)
        visitor.page.goto(f"{visitor.address}{path}")
    visitor.open(path)


def open_the_file(visitor: Visitor, reference: str) -> None:
    visitor.open(f"/applications/{reference}")


def come_now(visitor: Visitor, reference: str) -> None:
    """Nobody waits for weeks: the pretend town brings the booked hour to now."""
    town = visitor.beside()
    town.open("/demo/visit")
    town.send(town.page.locator("main li", has_text=reference).locator("form"))
    town.page.close()
