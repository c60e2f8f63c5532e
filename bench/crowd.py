"""A crowd in a moment: people with ready files, and releases with hours, straight into rows.

The owner, the file and its only person have the same number, and the person's key and the file's reference follow from
it, so that a load generator needs no list of them. The trail is told of each file, as if it had come the long way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

import psycopg

from mpaspor.core import clock

KEY_OF = "sha256(int8send({}::bigint))"
# What a column holds when nobody says otherwise, by the database's name of its type.
NOTHING = {
    "bool": "false", "bytea": "''", "date": "current_date", "float8": "0", "int2": "0", "int4": "0", "int8": "0",
    "jsonb": "'{}'", "numeric": "0", "text": "''", "timestamptz": "now()", "varchar": "''",
}  # fmt: skip
TABLES = ("accounts_user", "applications_application", "applications_applicant")
APART = timedelta(minutes=10)


@dataclass(frozen=True)
class People:
    """So many people, numbered on from `first`; a file has `size` of them, and `first_file` is the first file."""

    first: int
    count: int
    first_file: int
    size: int = 1

    @property
    def numbers(self) -> range:
        return range(self.first, self.first + self.count)

    @staticmethod
    def reference_of(file: int) -> str:
        return f"{file:x}".rjust(9, "x")

    @staticmethod
    def key_of(number: int) -> bytes:
        return sha256(number.to_bytes(8, signed=True)).digest()

    def file_of(self, number: int) -> int:
        return self.first_file + (number - self.first) // self.size


@dataclass(frozen=True)
class Hours:
    """The slots of one release, and how many places they have together."""

    release: int
    slots: tuple[int, ...]
    places: int


def gather(db: psycopg.Connection, count: int, *, size: int = 1) -> People:
    """People with ready files, in families of `size`."""
    (last,) = _row(db, f"SELECT greatest({', '.join(f'(SELECT max(id) FROM {table})' for table in TABLES)}, 0)")
    first, files = last + 1, count // size
    _fill(
        db,
        "accounts_user",
        f"generate_series({first}, {first + files - 1}) AS n",
        {"id": "n", "email": "n || '@contoh.id'", "role": "'applicant'", "language": "'id'", "is_active": "true"},
    )
    _fill(
        db,
        "applications_application",
        f"generate_series({first}, {first + files - 1}) AS n",
        {
            "id": "n", "owner_id": "n", "reference": "lpad(to_hex(n), 9, 'x')", "state": "'ready'", "language": "'id'",
        },
    )  # fmt: skip
    _fill(
        db,
        "audit_entry",
        f"generate_series({first}, {first + files - 1}) AS n",
        {
            "kind": "'changed'", "act": "'application.ready'", "record": "'application'", "record_id": "n",
            "application_id": "n", "by_id": "n", "old": """'{"state": "draft"}'""", "new": """'{"state": "ready"}'""",
        },
    )  # fmt: skip
    _fill(
        db,
        "applications_applicant",
        f"generate_series({first}, {first + files * size - 1}) AS n",
        {
            "id": "n", "application_id": f"{first} + (n - {first}) / {size}", "order": f"1 + (n - {first}) % {size}",
            "stage": "'application'", "relation": "'self'", "service": "'new'", "passport_kind": "'electronic'",
            "years": "10", "full_name": "'Orang ' || n", "person_key": KEY_OF.format("n"), "filed": "true",
            "steps_done": "'[]'", "population_state": "'matched'",
        },
    )  # fmt: skip
    for table in TABLES:
        db.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {first + count})")
        db.execute(f"ANALYZE {table}")
    return People(first, files * size, first, size)


def publish(db: psycopg.Connection, *, slots: int, places: int, line_minutes: int = 240) -> Hours:
    """A release that is open, with its places spread evenly; `line_minutes=0`: without a waiting room."""
    office, now = _office(db), clock.now()
    (last,) = _row(db, "SELECT max(starts_at) FROM appointments_slot")
    starts = max(last or now, now + timedelta(days=2)) + APART
    day = timedelta(days=1)  # the office counts its days in its own zone
    release = _fill(
        db,
        "appointments_release",
        "(SELECT) AS one",
        {
            "office_id": office, "way": "'line'", "first_on": f"'{(starts - day).date()}'",
            "last_on": f"'{(starts + slots * APART + day).date()}'", "opens_at": "now() - interval '1 minute'",
            "line_until": f"now() + interval '{line_minutes} minutes'" if line_minutes else "NULL",
        },
    )  # fmt: skip
    each, more = divmod(places, slots)
    made = _fill(
        db,
        "appointments_slot",
        f"generate_series(0, {slots - 1}) AS n",
        {
            "office_id": office, "release_id": release[0], "service_class": "'regular'",
            "starts_at": f"'{starts}'::timestamptz + n * interval '10 minutes'",
            "ends_at": f"'{starts}'::timestamptz + (n + 1) * interval '10 minutes'",
            "capacity": f"{each} + (n < {more})::integer",
        },
    )  # fmt: skip
    db.execute("ANALYZE appointments_slot")
    return Hours(release[0], tuple(made), places)


def _office(db: psycopg.Connection) -> int:
    found = db.execute("SELECT id FROM offices_office ORDER BY id LIMIT 1").fetchone()
    return found[0] if found else _fill(
        db,
        "offices_office",
        "(SELECT) AS one",
        {"code": "'UJI'", "name": "'Kantor Uji'", "city": "'Denpasar'", "province": "'51'", "zone": "'Asia/Makassar'"},
    )[0]  # fmt: skip


def _fill(db: psycopg.Connection, table: str, source: str, said: Mapping[str, Any]) -> list[int]:
    """A row for each row of the source, with what is said, and nothing in the columns that must not be empty."""
    needed = db.execute(
        "SELECT column_name, udt_name FROM information_schema.columns WHERE table_name = %s"
        " AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'",
        [table],
    ).fetchall()
    values = {name: NOTHING[kind] for name, kind in needed} | {name: str(value) for name, value in said.items()}
    columns = ", ".join(f'"{name}"' for name in values)
    chosen = ", ".join(values.values())
    rows = db.execute(f"INSERT INTO {table} ({columns}) SELECT {chosen} FROM {source} RETURNING id".encode()).fetchall()
    return [number for (number,) in rows]


def _row(db: psycopg.Connection, statement: str) -> tuple[Any, ...]:
    found = db.execute(statement.encode()).fetchone()
    assert found
    return found
