"""Races by threads with connections of their own, and what decides them taken away for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.db import connection, transaction

Act = Callable[[], Any]
PATIENCE_SECONDS = 10
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def at_once(acts: Sequence[Act]) -> list[Any]:
    """Run all acts at the same moment; each one's answer, or the exception it raised."""
    gate = threading.Barrier(len(acts))
    answers: list[Any] = [None] * len(acts)

    def run(number: int, act: Act) -> None:
        gate.wait()
        answers[number] = _answer(act)

    _join([threading.Thread(target=run, args=pair) for pair in enumerate(acts)])
    return answers


def before_it_ends(first: Act, second: Act, *, then: Act | None = None) -> list[Any]:
    """Begin the second while the transaction of the first is open, and close that only once the second waits for it.

    `then` is what the first still does in its transaction when the second waits.
    """
    answers: list[Any] = [None, None]
    begun, ended = threading.Event(), threading.Event()

    def slow() -> Any:
        with transaction.atomic():
            answer = first()
            begun.set()
            until_somebody_waits(ended)
            if then:
                then()
        return answer

    def run_first() -> None:
        answers[0] = _answer(slow)
        begun.set()

    def run_second() -> None:
        begun.wait(PATIENCE_SECONDS)
        answers[1] = _answer(second)
        ended.set()

    _join([threading.Thread(target=run_first), threading.Thread(target=run_second)])
    return answers


def without_lock() -> AbstractContextManager[None]:
    """The booking function without its lock, the counters without their bound."""
    return booking_without("FOR NO KEY UPDATE")


@contextmanager
def booking_without(*clauses: str) -> Iterator[None]:
    """The booking function without these clauses of it, the counters without their bound."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'never_over_capacity'")
        bound: str = cursor.fetchone()[0]
    _run("ALTER TABLE appointments_slot DROP CONSTRAINT never_over_capacity")
    try:
        with blind_booking(*clauses):
            yield
    finally:
        _run(
            "UPDATE appointments_slot SET taken = 0, kept = 0",
            f"ALTER TABLE appointments_slot ADD CONSTRAINT never_over_capacity {bound}",
        )


@contextmanager
def blind_booking(*clauses: str) -> Iterator[None]:
    """The booking function without these clauses of it; the counters keep their bound."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('book_places'::regproc)")
        function: str = cursor.fetchone()[0]
    blind = function
    for clause in clauses:
        assert clause in blind
        blind = blind.replace(clause, "")
    _run(blind)
    try:
        yield
    finally:
        _run(function)


@contextmanager
def without_index(name: str) -> Iterator[None]:
    """A unique index taken away; what it would have refused is gone again afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [name])
        definition: str = cursor.fetchone()[0]
    _run(f"DROP INDEX {name}")
    try:
        yield
    finally:
        _run("TRUNCATE appointments_appointment CASCADE", definition)


def _answer(act: Act) -> Any:
    try:
        return act()
    except Exception as refusal:  # noqa: BLE001 - the story looks at what it was
        return refusal
    finally:
        connection.close()


def _join(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS * 2)
        assert not thread.is_alive()


def until_somebody_waits(ended: threading.Event, *, count: int = 1) -> None:
    """Go on once so many transactions wait for a lock, or `ended` is set."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and not ended.is_set():
        with connection.cursor() as cursor:
            # Within a transaction the database would show the same picture again and again.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(WAITING)
            if cursor.fetchone()[0] >= count:
                return
        ended.wait(0.01)


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
