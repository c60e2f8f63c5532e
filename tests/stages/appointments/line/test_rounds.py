"""Positions without a list of people."""

from __future__ import annotations

import random

from mpaspor.stages.appointments.line import rounds
from mpaspor.stages.appointments.line.rounds import ROUND_SECONDS, SETTLED_AFTER, Rounds
from mpaspor.stages.appointments.line.sketches import Sketch

OPENS = 1_800_000_000.0
CHANCE = random.Random(7)


def parties(count: int) -> list[bytes]:
    return [CHANCE.randbytes(8) for _ in range(count)]


def test_everybody_present_before_the_opening_is_in_one_round() -> None:
    line = Rounds(OPENS)
    early, late = parties(2)
    assert line.arrive(early, 1, OPENS - 3000) == (0, True)
    assert line.arrive(late, 1, OPENS - 1) == (0, True)


def test_whoever_comes_again_from_anywhere_keeps_the_round() -> None:
    line = Rounds(OPENS)
    present, latecomer = parties(2)
    line.arrive(present, 1, OPENS - 5)
    number, _ = line.arrive(latecomer, 1, OPENS + 4 * ROUND_SECONDS)
    assert number == 5
    line.settle(OPENS + 900)
    assert line.arrive(present, 1, OPENS + 1000) == (0, False)
    assert line.arrive(latecomer, 1, OPENS + 1000) == (5, False)


def test_a_round_has_no_positions_until_it_is_counted() -> None:
    line = Rounds(OPENS)
    line.arrive(parties(1)[0], 1, OPENS - 5)
    line.settle(OPENS + SETTLED_AFTER - 1)
    assert line.position(0, 0.5) is None
    line.settle(OPENS + SETTLED_AFTER)
    assert line.position(0, 0.5) == 1


def test_positions_follow_the_rounds_and_within_them_the_lot() -> None:
    line = Rounds(OPENS)
    for party in parties(1000):
        line.arrive(party, 1, OPENS - 5)
    for party in parties(200):
        line.arrive(party, 2, OPENS + 1)
    line.settle(OPENS + 60)
    assert abs(line.total - 1400) < 15
    first, last = line.position(0, 0.0), line.position(0, 0.9999)
    assert first == 1
    assert last
    assert 985 < last <= 1015
    late = line.position(1, 0.0)
    assert late
    assert late > last


def test_two_nodes_come_to_the_same_positions() -> None:
    one, other = Rounds(OPENS), Rounds(OPENS)
    crowd = parties(600)
    for number, party in enumerate(crowd):
        (one if number % 2 else other).arrive(party, 1, OPENS - 5 if number < 400 else OPENS + 15)
    for here, there in ((one, other), (other, one)):
        for number, sketch in there.sketches.items():
            here.lay_over(number, Sketch.unpack(sketch.pack()))
    one.settle(OPENS + 60)
    other.settle(OPENS + 60)
    assert one.total == other.total
    assert [one.find(party) for party in crowd] == [other.find(party) for party in crowd]
    assert one.position(2, 0.3) == other.position(2, 0.3)


def test_a_ticket_brings_back_what_a_killed_node_forgot() -> None:
    line = Rounds(OPENS)
    party = parties(1)[0]
    assert line.keep(party, 3, 0)
    assert not line.keep(party, 3, 0)
    assert line.find(party) == 0
    line.settle(OPENS + 60)
    assert line.total == 3


def test_a_closed_round_of_a_few_people_is_small() -> None:
    line = Rounds(OPENS)
    crowd = parties(300)
    for party in crowd:
        line.arrive(party, 1, OPENS - 5)
    assert len(line.sketches[0].bits) == 1 << 20
    line.settle(OPENS + 60)
    assert len(line.sketches[0].bits) <= 4096
    assert all(line.find(party) == 0 for party in crowd)
    assert abs(line.total - 300) <= 6


def test_strangers_are_rarely_taken_for_somebody_who_came() -> None:
    line = Rounds(OPENS)
    for party in parties(5000):
        line.arrive(party, 1, OPENS - 5)
    line.settle(OPENS + 60)
    assert sum(line.find(party) is not None for party in parties(20_000)) < 40


def test_the_size_of_a_large_crowd_is_told_within_one_in_a_hundred() -> None:
    sketch = Sketch(rounds.FIRST_ORDER)
    for party in parties(150_000):
        sketch.add(party)
    assert abs(sketch.size - 150_000) < 1500
    assert abs(sketch.folded(20).size - 150_000) < 1500
