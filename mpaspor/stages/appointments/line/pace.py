"""How fast people are admitted: as fast as booking really goes, and no more at a time than the places can serve.

A closed loop, asked once a second. It presses on while booking keeps up, falls back below what was really served when
requests pile up, and never lets many more people choose at once than there are places: whoever is admitted should find
something.
"""

from __future__ import annotations

from typing import NamedTuple

# At this many waiting requests booking no longer keeps up.
LONGEST_QUEUE = 64
FIRST, LEAST, MOST = 20.0, 1.0, 20_000.0
# Admitted for one place: some will not come when it is their turn, or want another day.
PER_PLACE = 1.5
# How long somebody who was admitted is counted as choosing.
CHOOSING_SECONDS = 90
_FASTER, _SLOWER = 1.1, 0.8
_SMOOTH = 0.1


class Seen(NamedTuple):
    """What the last second showed: people served in it, requests waiting and refused, places left, people choosing."""

    served: float
    queue: int
    refused: int
    left: int
    choosing: int


def rate(before: float, seen: Seen) -> float:
    """People to admit in the next second; `before` is what this said a second ago."""
    if seen.refused or seen.queue > LONGEST_QUEUE:
        wanted = max(LEAST, min(before, seen.served * _SLOWER))
    else:
        wanted = min(max(FIRST, before * _FASTER), MOST)
    return min(wanted, room(seen))


def room(seen: Seen) -> float:
    """How many more people may choose at the same time."""
    return max(0.0, seen.left * PER_PLACE - seen.choosing)


def smooth(before: float, admitted: float) -> float:
    """The rate that estimates are told from: about the last ten seconds."""
    return admitted if before <= 0 else before + (admitted - before) * _SMOOTH
