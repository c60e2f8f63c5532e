"""A simple picture of the truth, for the model: which file is in which hour, for certain or not, and who waits."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_OFFERS = 3
# Hours 0 and 1 are in one office, 2 in an office nearby, 3 in one too far away to move to.
FAR = 3
# Which hours a file would take from the waiting list; the first two look at the office nearby too.
REACH = {0: {0, 1, 2}, 1: {0, 1, 2}, 2: {2}, 3: {0, 1}, 4: {0, 1}}


@dataclass
class Picture:
    """Hours and files by their numbers."""

    casts: list[set[str]]
    capacity: list[int]
    kept: list[int] = field(default_factory=lambda: [0] * 4)
    closed: set[int] = field(default_factory=set)
    held: dict[int, int] = field(default_factory=dict)
    certain: set[int] = field(default_factory=set)
    moved: set[int] = field(default_factory=set)
    excused: set[int] = field(default_factory=set)
    waits: dict[int, str] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    let_go: dict[int, int] = field(default_factory=dict)

    def size(self, file: int) -> int:
        return len(self.casts[file])

    def inside(self, slot: int) -> set[int]:
        return {file for file, where in self.held.items() if where == slot}

    def taken(self, slot: int) -> int:
        return sum(self.size(file) for file in self.inside(slot))

    def room(self, slot: int) -> int:
        return 0 if slot in self.closed else self.capacity[slot] - self.taken(slot) - self.kept[slot]

    def busy(self, file: int) -> bool:
        """Whether somebody of the file has a place in another one."""
        return any(self.casts[one] & self.casts[file] for one in self.held if one != file)

    def fits(self, file: int, slot: int) -> bool:
        return file not in self.held and not self.busy(file) and self.size(file) <= self.room(slot)

    def unpaid(self, file: int) -> bool:
        return file in self.held and file not in self.certain

    def is_excused(self, file: int) -> bool:
        """Whether a move is at our cost."""
        return self.held.get(file) in self.closed or file in self.excused

    def may_swap(self, file: int, slot: int) -> bool:
        old = self.held.get(file)
        within = file in self.certain - self.moved and near(old, slot)
        return old not in {None, slot} and self.room(slot) >= self.size(file) and (self.is_excused(file) or within)

    def take(self, file: int, slot: int) -> None:
        if file not in self.held:
            self.waits.pop(file, None)
        self.held[file] = slot

    def swap(self, file: int, slot: int) -> None:
        if not self.is_excused(file):
            self.moved.add(file)
        self.move(file, slot)
        self.excused.discard(file)

    def move(self, file: int, slot: int) -> None:
        self.kept[self.held[file]] += self.size(file)
        self.held[file] = slot

    def leave(self, file: int) -> None:
        slot = self.held.pop(file)
        if slot not in self.closed:
            self.kept[slot] += self.size(file)
        for some in (self.certain, self.moved, self.excused):
            some.discard(file)
        if self.waits.get(file) == "offered":
            self.let_go[file] += 1
            self.waits[file] = "waiting"
            if self.let_go[file] == MOST_OFFERS:
                del self.waits[file]

    def join(self, file: int) -> None:
        if file not in self.waits:
            self.waits[file], self.let_go[file] = "waiting", 0
            self.order = [*(one for one in self.order if one != file), file]

    def offer(self, file: int, slot: int) -> None:
        self.held[file], self.waits[file] = slot, "offered"
        self.kept[slot] -= self.size(file)

    def strike(self) -> None:
        for file in [one for one, state in self.waits.items() if state == "offered" and one in self.certain]:
            del self.waits[file]


def near(one: int | None, other: int) -> bool:
    """Whether a place may be moved so far."""
    return (one == FAR) == (other == FAR)
