"""What holds for every draw, whatever is wished and whatever the seed."""

from __future__ import annotations

import random
from collections import Counter
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from mpaspor.stages.appointments.draws import allocation, files
from mpaspor.stages.appointments.draws.allocation import Entry, Place
from tests.stages.appointments.draws import drawn

SEED = "5" * 64


def test_the_first_wish_with_room_is_given_and_its_earliest_hour() -> None:
    places = [
        Place(n, "5171", "2026-01-05", f"{hour:02}:00", "regular", "electronic", 1) for n, hour in ((1, 8), (2, 9))
    ]
    entries = [Entry(name, 1, "electronic", priority=False, wishes=("9171/*/*", "5171/2026-01-05/*")) for name in "abc"]
    results = list(allocation.allocate(entries, places, SEED))
    assert [(result.rank, result.place, result.wish) for result in results] == [(1, 1, 2), (2, 2, 2), (3, None, None)]


def test_every_order_comes_about_as_often_as_every_other() -> None:
    times = Counter(tuple(allocation.order("abc", f"{number:064x}")) for number in range(6000))
    assert set(times) == set(permutations(range(3)))
    assert all(880 < count < 1120 for count in times.values()), times


@given(drawn.entries, drawn.places, drawn.seeds)
def test_nobody_beats_one_drawn_earlier_for_the_same_wish(entries: list[Entry], places: list[Place], seed: str) -> None:
    """For each of her wishes that was better than what she got, whatever it had was gone when it was her turn."""
    results = drawn.drawn(entries, places, seed)
    for entry in entries:
        mine = results[entry.pseudonym]
        for wish in entry.wishes[: (mine.wish or len(entry.wishes) + 1) - 1]:
            for place in places:
                if wish in allocation.wishes_for(place) and allocation.suits(place, entry):
                    before = [
                        other.people
                        for other in entries
                        if results[other.pseudonym].place == place.id and results[other.pseudonym].rank < mine.rank
                    ]
                    assert place.capacity - sum(before) < entry.people


@given(drawn.entries, drawn.places, drawn.seeds, st.randoms(use_true_random=False), drawn.wishes)
def test_nobody_gains_by_wishing_falsely(
    entries: list[Entry], places: list[Place], seed: str, chance: random.Random, others: tuple[str, ...]
) -> None:
    """With another list, shorter, turned round or invented, she never gets what she truly likes better."""
    for number, entry in enumerate(entries):
        kept = chance.sample(entry.wishes, chance.randint(1, len(entry.wishes)))
        for lie in (tuple(kept), others):
            liars = [*entries[:number], entry._replace(wishes=lie), *entries[number + 1 :]]
            got = drawn.drawn(liars, places, seed)[entry.pseudonym].place
            truly = drawn.drawn(entries, places, seed)[entry.pseudonym].place
            assert liking(entry, truly, places) <= liking(entry, got, places)


def liking(entry: Entry, got: int | None, places: list[Place]) -> tuple[int, int]:
    """How far from the top of her list it is; within a wish, earlier is better."""
    for rank, wish in enumerate(entry.wishes):
        for number, place in enumerate(places):
            if place.id == got and wish in allocation.wishes_for(place):
                return rank, number
    return len(entry.wishes), 0


@given(drawn.entries, drawn.places, drawn.seeds)
def test_no_place_is_given_twice_and_families_come_together_or_not_at_all(
    entries: list[Entry], places: list[Place], seed: str
) -> None:
    results = drawn.drawn(entries, places, seed)
    assert sorted(result.rank for result in results.values()) == list(range(1, len(entries) + 1))
    for place in places:
        given_here = [entry for entry in entries if results[entry.pseudonym].place == place.id]
        assert sum(entry.people for entry in given_here) <= place.capacity
        assert all(allocation.suits(place, entry) for entry in given_here)
    for entry in entries:
        result = results[entry.pseudonym]
        assert (result.place is None) == (result.wish is None)
        if result.wish and result.place:
            assert entry.wishes[result.wish - 1] in allocation.wishes_for(places[result.place - 1])


@given(drawn.entries, drawn.places, drawn.seeds, st.randoms(use_true_random=False))
def test_who_enters_when_changes_nothing(
    entries: list[Entry], places: list[Place], seed: str, chance: random.Random
) -> None:
    shuffled = chance.sample(entries, len(entries))
    assert drawn.drawn(shuffled, places, seed) == drawn.drawn(entries, places, seed)
    assert files.entries_csv(shuffled) == files.entries_csv(entries)


@given(drawn.entries, drawn.places, drawn.seeds)
def test_who_else_takes_part_does_not_turn_the_order_of_two_round(
    entries: list[Entry], places: list[Place], seed: str
) -> None:
    whole = [entries[number].pseudonym for number in allocation.order([one.pseudonym for one in entries], seed)]
    half = [entry.pseudonym for entry in entries[::2]]
    assert [half[number] for number in allocation.order(half, seed)] == [one for one in whole if one in half]


@settings(max_examples=50)
@given(drawn.entries, drawn.places)
def test_what_is_written_is_read_again(entries: list[Entry], places: list[Place]) -> None:
    assert files.read_places(files.places_csv(places)) == places
    assert files.read_entries(files.entries_csv(entries)) == sorted(entries, key=lambda entry: entry.pseudonym)
