"""Who gets what: one permutation of all entries, each in turn given the first of its wishes that has room.

Nobody gains by wishing anything but the truth: an entry's wishes are asked only when it is its turn, and what is left
by then does not depend on them (random serial dictatorship).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

ANY = "*"
PRIORITY = "priority"


class Place(NamedTuple):
    """An hour at an office with room for so many; day and hour as the office counts, kinds joined by "+"."""

    id: int
    office: str
    on: str
    hour: str
    service_class: str
    kinds: str
    capacity: int


class Entry(NamedTuple):
    """People who come together or not at all. A wish is "office/day/hour"; "*" stands for any day or hour.

    `priority` says that hours for the elderly and small children are theirs.
    """

    pseudonym: str
    people: int
    kinds: str
    priority: bool
    wishes: Sequence[str]


class Result(NamedTuple):
    """An entry's rank in the drawn order, from 1; its place, and which of its wishes that was, from 1; or neither."""

    rank: int
    pseudonym: str
    place: int | None
    wish: int | None


# The places that answer a wish and suit some people, the first to be tried last.
_Tries = dict[str, list[int]]


def order(pseudonyms: Sequence[str], seed: str) -> list[int]:
    """The drawn order as numbers of the entries. When and after whom somebody entered plays no part."""
    keys = [sha256(f"{seed}{pseudonym}".encode()).digest() + pseudonym.encode() for pseudonym in pseudonyms]
    return sorted(range(len(keys)), key=keys.__getitem__)


def allocate(entries: Sequence[Entry], places: Sequence[Place], seed: str) -> Iterator[Result]:
    """Every entry's result in the drawn order. Within a wish the places are tried as they are listed."""
    room = [place.capacity for place in places]
    tries_of: dict[tuple[int, str, bool], _Tries] = {}
    for rank, number in enumerate(order([entry.pseudonym for entry in entries], seed), start=1):
        entry = entries[number]
        suits = entry[1:4]
        if suits not in tries_of:
            tries_of[suits] = _tries(places, entry)
        found, wish = _first(entry, tries_of[suits], room)
        if found is None:
            yield Result(rank, entry.pseudonym, None, None)
        else:
            room[found] -= entry.people
            yield Result(rank, entry.pseudonym, places[found].id, wish)


def suits(place: Place, entry: Entry) -> bool:
    """Whether all of them may come in this hour."""
    if place.service_class == PRIORITY and not entry.priority:
        return False
    return set(entry.kinds.split("+")) <= set(place.kinds.split("+"))


def wishes_for(place: Place) -> tuple[str, str, str, str]:
    """The four wishes that this hour answers."""
    office, on, hour = place.office, place.on, place.hour
    return f"{office}/{on}/{hour}", f"{office}/{on}/{ANY}", f"{office}/{ANY}/{hour}", f"{office}/{ANY}/{ANY}"


def _tries(places: Sequence[Place], entry: Entry) -> _Tries:
    found: _Tries = {}
    for number in reversed(range(len(places))):
        if suits(places[number], entry):
            for wish in wishes_for(places[number]):
                found.setdefault(wish, []).append(number)
    return found


def _first(entry: Entry, tries: _Tries, room: list[int]) -> tuple[int | None, int | None]:
    """The first place with room, and the wish it answers. Room only shrinks: what is too full once stays it."""
    people = entry.people
    for wish, asked in enumerate(entry.wishes, start=1):
        left = tries.get(asked)
        while left:
            if room[left[-1]] >= people:
                return left[-1], wish
            left.pop()
    return None, None
