"""The rounds of a line: who came in which one, and the position that follows from it.

Round 0 is everybody present before the opening, from an hour before; then a round lasts 10 seconds. Within a round the
lot decides, so that a faster phone is worth nothing. Whoever comes again, from any device, is found in the sketches of
the rounds and keeps her own; a party whose people have changed comes anew.
Position = people in all earlier rounds + lot · people in its own + 1: counted in people, as places are.
"""

from __future__ import annotations

from mpaspor.stages.appointments.line.sketches import Sketch

DOORS_SECONDS = 3600
ROUND_SECONDS = 10
# What other nodes saw in a round reaches us within this time; only then are its people counted.
SETTLED_AFTER = 3
# Bits of a sketch while it fills: round 0 for a million people, a later one for 60,000. Then it is folded.
FIRST_ORDER, LATER_ORDER = 23, 19
_NEXT, _SPAN = 0x9E3779B97F4A7C15, 1 << 64


class Rounds:
    """Everybody in one line that opens at `opens` (Unix seconds)."""

    def __init__(self, opens: float) -> None:
        self.opens = opens
        self.sketches: dict[int, Sketch] = {}
        self.total = 0
        self._settled = 0
        # By round: people before it, people in it.
        self._table: list[tuple[int, int]] = []
        self._stale = True

    def number(self, at: float) -> int:
        """The round in which whoever comes now comes."""
        return 0 if at < self.opens else 1 + int((at - self.opens) / ROUND_SECONDS)

    def find(self, party: bytes) -> int | None:
        """The round in which a party came; None if it has not come yet."""
        for number, sketch in self.sketches.items():
            if party in sketch:
                return number
        return None

    def arrive(self, party: bytes, people: int, at: float) -> tuple[int, bool]:
        """The round of a party that is here now, and whether it is new."""
        found = self.find(party)
        if found is not None:
            return found, False
        number = self.number(at)
        self._write(number, party, people)
        return number, True

    def keep(self, party: bytes, people: int, number: int) -> bool:
        """Whoever shows a ticket of a round is in it, whatever a node forgot when it was killed; whether it had."""
        sketch = self.sketches.get(number)
        if sketch is not None and party in sketch:
            return False
        self._write(number, party, people)
        return True

    def lay_over(self, number: int, sketch: Sketch) -> None:
        """What another node saw."""
        if self._filling(number, sketch.order).lay_over(sketch):
            self._stale = True

    def settle(self, at: float) -> None:
        """Count the rounds that are over."""
        over = self.number(at - SETTLED_AFTER)
        if over == self._settled and not self._stale:
            return
        for number in range(self._settled, over):
            if number in self.sketches:
                self.sketches[number].compact()
        self._table, before = [], 0
        for number in range(over):
            size = self.sketches[number].size if number in self.sketches else 0
            self._table.append((before, size))
            before += size
        self._settled, self._stale, self.total = over, False, before

    def position(self, number: int, lot: float) -> int | None:
        """A file's place in line; None while its round is not counted."""
        if number >= len(self._table):
            return None
        before, size = self._table[number]
        return before + int(lot * size) + 1

    def present(self) -> int:
        """How many have come so far."""
        return sum(sketch.size for sketch in self.sketches.values())

    def _write(self, number: int, party: bytes, people: int) -> None:
        """Each person of a party is a mark in the sketch, so that it counts people."""
        sketch, first = self._filling(number), int.from_bytes(party)
        for one in range(people):
            sketch.add(((first + one * _NEXT) % _SPAN).to_bytes(8))
        self._stale = True

    def _filling(self, number: int, order: int = 0) -> Sketch:
        sketch = self.sketches.get(number)
        if sketch is None:
            sketch = self.sketches[number] = Sketch(order or (LATER_ORDER if number else FIRST_ORDER))
            # Earlier rounds are asked first.
            self.sketches = dict(sorted(self.sketches.items()))
        return sketch
