"""The forms of the door say what is wrong in our words, in both languages; nothing of a library's shows through."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.utils import translation

from mpaspor.accounts import codes, signing_up
from mpaspor.accounts.adapter import six_digits
from mpaspor.core.clock import now
from tests import people
from tests.web.public import doors

# Words that stand in no Indonesian sentence.
ENGLISH = re.compile(
    r"\b(the|this|your|is|are|not|field|required|enter|email|please|too|many|incorrect|code)\b", re.IGNORECASE
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0812 3456 7890", "+6281234567890"),
        ("+62 812-3456-7890", "+6281234567890"),
        ("62 812 3456 7890", "+6281234567890"),
        ("+60 12 345 6789", "+60123456789"),
    ],
)
def test_a_number_is_kept_as_one_can_call_it_from_anywhere(typed: str, kept: str) -> None:
    assert signing_up.international(typed) == kept


@pytest.mark.parametrize("typed", ["", "12", "abc", "0" * 23, "+", "+999 123"])
def test_what_nobody_can_call_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        signing_up.international(typed)
    assert "0812 3456 7890" in refused.value.message
    assert refused.value.params
    assert refused.value.params["summary"]


def test_a_code_has_six_digits_nobody_can_foresee() -> None:
    found = {six_digits() for _ in range(200)}
    assert all(re.fullmatch(r"\d{6}", code) for code in found)
    assert len(found) > 190


def sign_up(**changes: str) -> Callable[[Client], Any]:
    return lambda client: client.post("/sign-up", {**doors.RATNA, **changes})


def code_page(code: str) -> Callable[[Client], Any]:
    def act(client: Client) -> Any:
        doors.ask(client, people.ratna().email)
        return doors.enter(client, code)

    return act


def change_to(email: str) -> Callable[[Client], Any]:
    def act(client: Client) -> Any:
        client.post("/sign-up", doors.RATNA)
        return client.post("/sign-up/code", {"action": "change", "email": email})

    return act


def second(code: str) -> Callable[[Client], Any]:
    def act(client: Client) -> Any:
        wayan = people.wayan()
        doors.install_app(wayan)
        doors.sign_in(client, wayan)
        return client.post("/sign-in/second-factor", {"code": code})

    return act


def install(code: str) -> Callable[[Client], Any]:
    def act(client: Client) -> Any:
        doors.sign_in(client, people.wayan())
        client.get("/account/second-factor")
        return client.post("/account/second-factor", {"code": code})

    return act


def again(count: int) -> Callable[[Client], Any]:
    return lambda _: [doors.ask(Client(), "ratna@contoh.id") for _ in range(count)][-1]


MISTAKES = {
    "sign-up, nothing": lambda client: client.post("/sign-up", {}),
    "sign-up, no address": sign_up(email="ratna"),
    "sign-up, long address": sign_up(email=f"{'a' * 400}@contoh.id"),
    "sign-up, no number": sign_up(phone="x"),
    "sign-up, long number": sign_up(phone="1" * 99),
    "sign-in, nothing": lambda client: client.post("/sign-in", {}),
    "sign-in, no address": lambda client: client.post("/sign-in", {"email": "@@"}),
    "sign-in, too often": again(4),
    "code, nothing": code_page(""),
    "code, letters": code_page("abc"),
    "code, long": code_page("1" * 13),
    "change, nothing": change_to(""),
    "change, no address": change_to("ratna"),
    "change, the same": change_to("ratna@contoh.id"),
    "second, nothing": second(""),
    "second, wrong": second("12345"),
    "second, long": second("1" * 13),
    "install, nothing": install(""),
    "install, wrong": install("12345"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("mistake", MISTAKES)
def test_every_mistake_is_told_with_4xx_in_our_words_in_both_languages(mistake: str) -> None:
    told = told_in("id", mistake)
    assert told
    assert [one for one in told if ENGLISH.search(one.replace("e-mail", ""))] == []
    with translation.override("en"):
        assert told_in("en", mistake) == [translation.gettext(one) for one in told]


def told_in(language: str, mistake: str) -> list[str]:
    """What stands beside the fields; then it is as if nothing had happened."""
    with transaction.atomic():
        answer = MISTAKES[mistake](Client(headers={"accept-language": language}))
        transaction.set_rollback(True)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'placeholder="' not in page
    return re.findall(r'<p class="error".*?<span>(.*?)</span>', page, re.DOTALL)


def test_a_letter_that_did_not_go_out_may_be_asked_for_again_at_once() -> None:
    lost = codes.Sending("ratna@contoh.id", now(), None, codes.Trouble.AWAY)
    sent = codes.Sending("ratna@contoh.id", now(), now())
    assert lost.again_at == now()
    assert sent.again_at == now() + codes.BETWEEN_LETTERS
    assert sent.provider == "contoh.id"
