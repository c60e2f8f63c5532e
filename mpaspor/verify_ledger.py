"""Check downloaded files of the ledger of places of M-Paspor, and name every line that is not as it must be.

Needs Python 3.11 or newer and nothing else: no network, no database, and no other part of M-Paspor. Copy this one file
and read it; what it checks is written down in docs/ledger.md.

    python verify_ledger.py 2026-01-02.csv 2026-01-03.csv heads.csv 2026-01-02-slots.csv [--json]
    python verify_ledger.py FOLDER
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

DAY, HEADS = "ledger,M-Paspor,1", "day,before,lines,head,state"
SLOTS = "slot,release,office,day,starts_at,ends_at,class,kind,first_on,last_on"
FIELDS = "number,at,release,slot,kind,delta,pseudonym,hash"
# What each kind of line may add to what is taken; the other two count places opened and places kept back.
TAKEN = {
    "held": {1}, "walk_in": {1}, "confirmed": {0}, "attended": {0}, "missed": {0},
    "released": {-1}, "expired": {-1}, "undone": {-1}, "moved": {-1, 1},
}  # fmt: skip
OTHER = {"opened", "reserved"}
LINE = re.compile(r"\d+,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z,\d+,\d+,[a-z_]+,(0|[+-]\d+),[0-9a-f]*", re.ASCII)
JAKARTA = timedelta(hours=7)
MOST_TOLD = 50


class Ledger:
    """What the files told so far, and what was wrong with them."""

    def __init__(self) -> None:
        self.wrong: list[tuple[str, int, str]] = []
        self.gaps: list[tuple[int, int]] = []
        self.days: dict[date, tuple[int, int, str]] = {}
        self.releases: dict[int, int] = {}
        self.sums: dict[int, list[int]] = {}
        self.lines, self.head, self.first, self.counted = 0, "", 0, 0

    def add(self, file: str, number: int, what: str) -> None:
        self.wrong.append((file, number, what))

    @property
    def whole(self) -> bool:
        """Whether the files reach from the very first line to the last without a gap."""
        return bool(self.days) and self.first == 0 and not self.gaps


# ------------------------------------------------------------------------------------------------ 1. the lines of a day


def read_day(ledger: Ledger, path: Path) -> None:
    """Chain the lines of a day anew, from the head at its beginning to the head at its end."""
    rows = text_of(path)
    next(rows)
    on = date.fromisoformat(next(rows).split(",")[1])
    before, head = start_of(next(rows), "before")
    join(ledger, path.name, before, head)
    if next(rows) != FIELDS:
        ledger.add(path.name, 4, f"should be {FIELDS}")
    count = before
    for number, row in enumerate(rows, start=5):
        if row.startswith("after,"):
            ends = start_of(row, "after")
            if ends != (count, head):
                ledger.add(path.name, number, f"the day ends with {count} lines and head {head}")
            ledger.days[on] = (before, *ends)
            ledger.lines, ledger.head = ends
            if next(rows, None) is not None:
                ledger.add(path.name, number + 1, "nothing may follow the last head")
            return
        told, _comma, given = row.rpartition(",")
        count += 1
        ledger.counted += 1
        if given != sha256(f"{head},{told}".encode()).hexdigest():
            ledger.add(path.name, number, "the hash does not cover this line and the one before it")
        head = given
        for what in wrong_in(ledger, told, count, on):
            ledger.add(path.name, number, what)
    raise ValueError("the file has no end")


def start_of(row: str, word: str) -> tuple[int, str]:
    """The head in a row: how many lines, and the hash after them. Raises ValueError."""
    name, count, head = row.split(",")
    if name != word:
        raise ValueError(f"{word} is missing")
    return int(count), head


def join(ledger: Ledger, file: str, before: int, head: str) -> None:
    """A day begins where the one before it ended."""
    if not ledger.days:
        ledger.first = before
        if before == 0 and head != "0" * 64:
            ledger.add(file, 3, "the ledger begins with 64 zeros")
    elif before > ledger.lines:
        ledger.gaps.append((ledger.lines + 1, before))
    elif (before, head) != (ledger.lines, ledger.head):
        ledger.add(file, 3, f"the day before ended with {ledger.lines} lines and head {ledger.head}")


def wrong_in(ledger: Ledger, told: str, count: int, on: date) -> Iterator[str]:
    """What a line says against its place, its day, its kind, its slot's release; and what it adds up to."""
    if not LINE.fullmatch(told):
        yield "this is not a line of the ledger"
        return
    number, at, release, slot, kind, change, _pseudonym = told.split(",")
    delta = int(change)
    if int(number) != count:
        yield f"should be line {count}"
    if (datetime.fromisoformat(at) + JAKARTA).date() > on:
        yield "was written after the day"
    if kind not in OTHER and delta not in TAKEN.get(kind, set()):
        yield f"{kind} cannot change the places by {change}"
    if ledger.releases.setdefault(int(slot), int(release)) != int(release):
        yield f"slot {slot} is of release {ledger.releases[int(slot)]}"
    sums = ledger.sums.setdefault(int(slot), [0, 0, 0])
    sums[0 if kind == "opened" else 2 if kind == "reserved" else 1] += delta


# ---------------------------------------------------------------------------------------- 2. sums, heads, and the slots


def add_up(ledger: Ledger) -> None:
    """With all lines at hand: nobody has a place that was not opened."""
    for slot, (capacity, taken, kept) in sorted(ledger.sums.items()):
        if taken < 0 or kept < 0 or taken + kept > capacity:
            ledger.add("sums", 0, f"slot {slot}: {capacity} places, {taken} taken, {kept} kept")


def read_heads(ledger: Ledger, path: Path) -> None:
    """The published heads: each begins where the one before ended, and is the head of its day's file."""
    lines = 0
    for number, row in enumerate(list(text_of(path))[1:], start=2):
        on, before, count, head, _state = row.split(",")
        if int(before) != lines or int(count) < lines:
            ledger.add(path.name, number, f"should begin after line {lines}")
        lines = int(count)
        given = ledger.days.get(date.fromisoformat(on))
        if given and given != (int(before), lines, head):
            ledger.add(path.name, number, f"the file of {on} ends with {given[1]} lines and head {given[2]}")


def read_slots(ledger: Ledger, path: Path) -> None:
    """Every slot lies within its release, and is of the release its lines name."""
    for number, row in enumerate(list(text_of(path))[1:], start=2):
        slot, release, _office, day, *_hours, first_on, last_on = row.split(",")
        if ledger.releases.get(int(slot), int(release)) != int(release):
            ledger.add(path.name, number, f"the lines of slot {slot} name release {ledger.releases[int(slot)]}")
        if not first_on <= day <= last_on:
            ledger.add(path.name, number, f"slot {slot} lies outside its release")


# ------------------------------------------------------------------------------------------------------ 3. the program


def verify(paths: Iterable[Path]) -> Ledger:
    """Read the days in their order, then what is published beside them."""
    ledger, found = Ledger(), {path: kind_of(path) for path in paths}
    known = {DAY: read_day, HEADS: read_heads, SLOTS: read_slots}
    for kind, read in known.items():
        for path in sorted((path for path in found if found[path] == kind), key=begin_of if kind == DAY else str):
            try:
                read(ledger, path)
            except (ValueError, IndexError, StopIteration) as broken:
                ledger.add(path.name, 0, f"cannot be read: {broken}")
        if kind == DAY and ledger.whole:
            add_up(ledger)
    for path, kind in found.items():
        if kind not in known:
            ledger.add(path.name, 1, "is no file of the ledger")
    return ledger


def kind_of(path: Path) -> str:
    """What the file is, by its first line."""
    return next(text_of(path), "")


def begin_of(path: Path) -> tuple[int, str]:
    """After how many lines the day begins, for the order."""
    rows = [row for _, row in zip(range(3), text_of(path), strict=False)]
    count = re.fullmatch(r"before,([0-9]{1,18}),.*", rows[-1])
    return (int(count[1]) if count else 0, path.name)


def text_of(path: Path) -> Iterator[str]:
    """The lines of the file; whatever is not text is shown as a question mark."""
    with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
        for row in file:
            yield row.removesuffix("\n")


def main(arguments: Sequence[str]) -> int:
    """Say what was found. Returns 0 when the files are as they must be, 1 when they are not."""
    names = [name for name in arguments if name not in {"--json", "-h", "--help"}]
    if not names:
        sys.stdout.write(str(__doc__))
        return 0 if arguments else 2
    given = [Path(name) for name in names]
    try:
        ledger = verify(file for path in given for file in (sorted(path.glob("*.csv")) if path.is_dir() else [path]))
    except OSError as missing:
        sys.exit(f"{missing.filename}: {missing.strerror}")
    sys.stdout.write((as_json if "--json" in arguments else as_text)(ledger) + "\n")
    return 1 if ledger.wrong else 0


def as_json(ledger: Ledger) -> str:
    """For programs."""
    wrong = [{"file": file, "line": line, "problem": what} for file, line, what in ledger.wrong]
    facts = {"lines": ledger.counted, "days": len(ledger.days), "upto": ledger.lines, "head": ledger.head}
    return json.dumps(
        {"sound": not wrong, "whole": ledger.whole, **facts, "gaps": ledger.gaps, "problems": wrong}, indent=2
    )


def as_text(ledger: Ledger) -> str:
    """For people."""
    told = [f"{file}{f', line {line}' if line else ''}: {what}" for file, line, what in ledger.wrong[:MOST_TOLD]]
    if len(ledger.wrong) > MOST_TOLD:
        told.append(f"... and {len(ledger.wrong) - MOST_TOLD} more")
    if not told:
        told.append(f"{ledger.counted} lines of {len(ledger.days)} days, every one as it must be.")
    told += [f"Not given: lines {first} to {last}." for first, last in ledger.gaps]
    if ledger.days and not ledger.whole:
        told.append("The sums of places were not checked: that needs every day from the first.")
    if ledger.days:
        told.append(f"Compare yourself: after line {ledger.lines} the head is {ledger.head}")
    return "\n".join(told)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
