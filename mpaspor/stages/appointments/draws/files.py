"""The published files of a draw, to the byte (docs/draw.md): three tables and the facts.

Every line ends with a check over itself and the line before, so that whoever looks finds the line that was touched.
What is sealed or drawn is kept in the store under its digest: no later change of a file or an hour alters it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256

from mpaspor.gateways import storage
from mpaspor.stages.appointments.draws.allocation import Entry, Place, Result
from mpaspor.stages.appointments.models import Draw

FORMAT = "mpaspor draw 1"
PLACES = "place,office,on,hour,class,kinds,capacity"
ENTRIES = "entry,people,kinds,priority,wishes"
RESULTS = "rank,entry,place,wish"
MISSING = "missing"

_YES = {True: "yes", False: "no"}


class BadWord(Exception):
    """A word holds a character that separates words in the files."""


def published(draw: Draw) -> dict[str, bytes]:
    """What anybody may have of the draw now, by file name. Raises `link.Unavailable` when the store does not answer."""
    kept = {
        "places.csv": draw.places_digest,
        "entries.csv": draw.entries_digest,
        "results.csv": draw.results_digest,
    }
    return {"draw.json": draw_json(draw)} | {name: load(digest) for name, digest in kept.items() if digest}


def keep(content: bytes) -> str:
    """Put a file into the store and return its digest. Not for use inside a transaction."""
    digest = digest_of(content)
    storage.store().put(_key(digest), content)
    return digest


def load(digest: str) -> bytes:
    """A file as it was put."""
    return storage.store().get(_key(digest))


def digest_of(content: bytes) -> str:
    return sha256(content).hexdigest()


def places_csv(places: Iterable[Place]) -> bytes:
    """The hours in the order in which they are tried."""
    return _table(
        PLACES, (f"{p.id},{p.office},{p.on},{p.hour},{p.service_class},{p.kinds},{p.capacity}" for p in places)
    )


def entries_csv(entries: Iterable[Entry]) -> bytes:
    """By pseudonym, so that nothing shows who entered when."""
    return _table(
        ENTRIES,
        (
            f"{e.pseudonym},{e.people},{e.kinds},{_YES[e.priority]},{';'.join(e.wishes)}"
            for e in sorted(entries, key=lambda entry: entry.pseudonym)
        ),
    )


def results_csv(results: Iterable[Result]) -> bytes:
    """In the drawn order; those without a place are the waiting list."""
    return _table(RESULTS, (f"{r.rank},{r.pseudonym},{r.place or ''},{r.wish or ''}" for r in results))


def read_places(content: bytes) -> list[Place]:
    rows = _rows(content)
    return [Place(int(row[0]), row[1], row[2], row[3], row[4], row[5], int(row[6])) for row in rows]


def read_entries(content: bytes) -> list[Entry]:
    """A million of them share the words they have in common."""
    known: dict[str, str] = {}
    same = known.setdefault
    found = []
    for pseudonym, people, kinds, priority, wishes, _check in _rows(content):
        asked = wishes.split(";")
        found.append(
            Entry(pseudonym, int(people), same(kinds, kinds), priority == _YES[True], tuple(map(same, asked, asked)))
        )
    return found


def seed_of(facts: Iterable[tuple[str, str]]) -> str:
    """The seed is the digest of all the facts, each on a line of its own."""
    return digest_of("".join(f"{name} {value}\n" for name, value in facts).encode())


def facts_of(draw: Draw) -> list[tuple[str, str]]:
    """Everything that makes the seed, in its order; what is not known yet is empty."""
    facts = [
        ("draw", draw.code),
        ("name", one_line(draw.name)),
        ("opens_at", moment(draw.opens_at)),
        ("closes_at", moment(draw.closes_at)),
        ("reveal_by", moment(draw.reveal_by)),
        ("beacon_at", moment(draw.beacon_at)),
        ("results_at", moment(draw.results_at)),
        ("beacon", draw.beacon),
        ("round", str(draw.beacon_round)),
        ("places", draw.places_digest),
        ("entries", draw.entries_digest),
        ("sealed_at", moment(draw.sealed_at) if draw.sealed_at else ""),
    ]
    for witness in draw.witnesses.all():
        facts += [
            ("witness", one_line(witness.name)),
            ("commitment", witness.commitment or MISSING),
            ("secret", witness.secret or MISSING),
        ]
    return [*facts, ("value", draw.public_value)]


def draw_json(draw: Draw) -> bytes:
    """All that is known of the draw."""
    return facts_json(facts_of(draw), draw.seed, draw.results_digest)


def facts_json(facts: Iterable[tuple[str, str]], seed: str, results_digest: str) -> bytes:
    """The facts, the seed they make and the digest of the results, each on a line of its own."""
    lines = [json.dumps([*fact], ensure_ascii=False) for fact in facts]
    checked = ",\n  ".join(f'{line[:-1]}, "{check}"]' for line, check in _checked(lines))
    return (
        f'{{\n "format": "{FORMAT}",\n "facts": [\n  {checked}\n ],\n'
        f' "seed": "{seed}",\n "results": "{results_digest}"\n}}\n'
    ).encode()


def one_line(text: str) -> str:
    return " ".join(text.split())


def moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def word(text: str) -> str:
    """A word as it may stand in a table. Raises `BadWord`."""
    if not text.isascii() or not text.isprintable() or set(text) & set(' ,;/+*"'):
        raise BadWord(text)
    return text


def _table(header: str, rows: Iterable[str]) -> bytes:
    lines = (f"{line},{check}\n" for line, check in _checked(rows, _check("", header)))
    return f"{header},check\n{''.join(lines)}".encode("ascii")


def _checked(lines: Iterable[str], check: str = "") -> Iterator[tuple[str, str]]:
    for line in lines:
        check = _check(check, line)
        yield line, check


def _check(before: str, line: str) -> str:
    return sha256(f"{before}{line}".encode()).hexdigest()[:8]


def _rows(content: bytes) -> Iterator[list[str]]:
    lines = iter(content.decode("ascii").splitlines())
    next(lines)
    return (line.split(",") for line in lines)


def _key(digest: str) -> str:
    return f"draws/{digest}"
