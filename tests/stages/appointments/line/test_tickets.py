"""Tokens say who stands where, and nobody else can write them."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest

from mpaspor.stages.appointments.line import passes, tickets
from mpaspor.stages.appointments.line.passes import File

KEYS = tickets.keys("a secret")
RELEASE, AT = 7, 1_800_000_000.0
RATNA, BAGUS, KIRANA = b"r" * 32, b"b" * 32, b"k" * 32


def token(*people: bytes, release: int = RELEASE, session: str = "session", keys: tickets.Keys = KEYS) -> str:
    file = File(5, "7KQ2-M9XD", people or (RATNA,), {"electronic", "ordinary"})
    return passes.issue(keys, file, release=release, actor=3, session=session, expires=int(AT) + 60)


def read(told: str | bytes, **changed: object) -> tickets.Claim:
    asked = {"release": RELEASE, "session": "session", "at": AT, **changed}
    return tickets.read(KEYS, told, **asked)  # type: ignore[arg-type]


def test_a_pass_says_who_comes_and_what_they_ask_for() -> None:
    claim = read(token(RATNA, KIRANA).encode())
    assert (claim.application, claim.actor, claim.reference) == (5, 3, "7KQ2-M9XD")
    assert (claim.people, claim.kinds, claim.round) == (2, frozenset({"electronic", "ordinary"}), tickets.NO_ROUND)


def test_a_ticket_is_the_pass_with_its_round() -> None:
    claim = read(token())._replace(round=12)
    assert read(tickets.mint(KEYS, claim)) == claim


def test_every_changed_byte_is_seen() -> None:
    whole = urlsafe_b64decode(token() + "==")
    for place in range(len(whole)):
        changed = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        with pytest.raises(tickets.Forged):
            read(urlsafe_b64encode(changed))


@pytest.mark.parametrize("told", ["", "x", "é", "A" * 5000, "=" * 40, "....", b"\xff\x00"])
def test_nonsense_is_no_ticket(told: str | bytes) -> None:
    with pytest.raises(tickets.Forged):
        read(told)


def test_another_house_signs_nothing_here() -> None:
    with pytest.raises(tickets.Forged):
        read(token(keys=tickets.keys("another secret")))


def test_each_other_reason_has_its_own_refusal() -> None:
    with pytest.raises(tickets.WrongLine):
        read(token(release=8))
    with pytest.raises(tickets.Expired):
        read(token(), at=AT + 60)
    with pytest.raises(tickets.Shared):
        read(token(), session="another browser's session")


def test_a_person_has_one_number_in_a_line_and_another_in_the_next() -> None:
    first, again = read(token(session="phone"), session="phone"), read(token(session="desktop"), session="desktop")
    assert (first.party, first.lot) == (again.party, again.lot)
    next_line = tickets.read(KEYS, token(release=8), release=8, session="session", at=AT)
    assert next_line.lot != first.lot


def test_a_family_has_the_number_of_one_of_its_people_whatever_their_order() -> None:
    alone = {tickets.lot(KEYS, RELEASE, [one]) for one in (RATNA, BAGUS, KIRANA)}
    assert tickets.lot(KEYS, RELEASE, [RATNA, BAGUS, KIRANA]) in alone
    assert read(token(RATNA, KIRANA)) == read(token(KIRANA, RATNA))


def test_a_family_has_the_chances_of_one_person() -> None:
    families = [tickets.lot(KEYS, number, [RATNA, BAGUS, KIRANA]) for number in range(4000)]
    for tenth in range(10):
        share = sum(tenth / 10 <= lot < (tenth + 1) / 10 for lot in families) / len(families)
        assert 0.08 < share < 0.12
