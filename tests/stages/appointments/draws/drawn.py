"""Draws out of the air, for properties that hold for every one of them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from hypothesis import strategies as st

from mpaspor.stages.appointments.draws import allocation, files
from mpaspor.stages.appointments.draws.allocation import Entry, Place, Result

OFFICES = ("5171", "9171")
DAYS = ("2026-01-05", "2026-01-06")
HOURS = ("08:00", "09:00")
KINDS = ("electronic", "ordinary", "electronic+ordinary")

# Few offices, days and hours, so that many want the same.
places = st.lists(
    st.tuples(
        st.sampled_from(OFFICES), st.sampled_from(DAYS), st.sampled_from(HOURS),
        st.sampled_from(("priority", "regular")), st.sampled_from(KINDS), st.integers(1, 5),
    ),
    min_size=1, max_size=8,
).map(lambda rows: [Place(number, *row) for number, row in enumerate(sorted(rows), start=1)])  # fmt: skip
wish = st.tuples(
    st.sampled_from(OFFICES), st.sampled_from((*DAYS, "*")), st.sampled_from((*HOURS, "*"))
).map("/".join)  # fmt: skip
wishes = st.lists(wish, min_size=1, max_size=5, unique=True).map(tuple)
entries = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(KINDS), st.booleans(), wishes), min_size=0, max_size=20
).map(
    lambda rows: [Entry(sha256(b"%d" % number).hexdigest()[:20], *row) for number, row in enumerate(rows)]
)  # fmt: skip
seeds = st.integers(0, 10**6).map(lambda number: sha256(b"%d" % number).hexdigest())


def drawn(entries: Sequence[Entry], places: Sequence[Place], seed: str) -> dict[str, Result]:
    """Every entry's result."""
    return {result.pseudonym: result for result in allocation.allocate(entries, places, seed)}


def published(
    entries: Sequence[Entry], places: Sequence[Place], secrets: Sequence[str] = ("satu",)
) -> dict[str, bytes]:
    """The four files of a draw over these; the last fact is a value that decides."""
    tables = {"places.csv": files.places_csv(places), "entries.csv": files.entries_csv(entries)}
    facts = [("draw", "contoh"), ("name", "Contoh – 5 Januari")]
    moments = ("opens_at", "closes_at", "reveal_by", "beacon_at", "results_at")
    facts += [(name, f"2026-01-0{day}T01:00:00Z") for day, name in enumerate(moments, start=1)]
    facts += [("beacon", "drand:" + "c0" * 32), ("round", "7")]
    facts += [(name.removesuffix(".csv"), files.digest_of(content)) for name, content in tables.items()]
    facts += [("sealed_at", "2026-01-02T01:00:09Z")]
    for number, secret in enumerate(secrets):
        commitment = sha256(secret.encode()).hexdigest() if secret != files.MISSING else files.MISSING
        facts += [("witness", f"Saksi {number}"), ("commitment", commitment), ("secret", secret)]
    facts += [("value", sha256(b"value").hexdigest())]
    seed = files.seed_of(facts)
    results = files.results_csv(allocation.allocate(sorted(entries), places, seed))
    return {**tables, "results.csv": results, "draw.json": files.facts_json(facts, seed, files.digest_of(results))}
