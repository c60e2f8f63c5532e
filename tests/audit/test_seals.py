"""The chain of hashes: whoever changes what was sealed is found, and writers never wait for one another."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from mpaspor.audit import jobs, seals, trail
from mpaspor.audit.models import Entry, Seal
from mpaspor.core.clock import now
from tests.audit.scene import Record

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def alone_in_the_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    """Transactions are counted by the whole server: tests beside us, in databases of their own, hold seals back too."""
    seal = seals.seal

    def after_the_others(at: datetime) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            (number,) = cursor.fetchone()
        for _ in range(1200):
            if not older_elsewhere(number):
                break
            threading.Event().wait(0.1)
        return seal(at)

    monkeypatch.setattr(seals, "seal", after_the_others)


def older_elsewhere(number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity"
            " WHERE datname <> current_database() AND backend_xid::text::bigint < %s)",
            [number],
        )
        (found,) = cursor.fetchone()
    return bool(found)


def write(count: int = 1) -> None:
    for number in range(count):
        trail.write(Record(), f"act.{number}", by=None, at=now(), new={"number": number})


@contextmanager
def without_triggers() -> Iterator[None]:
    """What somebody with the keys of the database can do."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield


def change(statement: str) -> None:
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_seal_covers_what_was_written_and_the_next_one_the_rest() -> None:
    write(3)
    assert seals.seal(now()) == 1
    write(2)
    assert seals.seal(now()) == 1
    assert seals.seal(now()) == 0
    first, second = Seal.objects.order_by("upto")
    assert (first.entries, second.entries) == (3, 2)
    assert second.previous == first.digest
    assert seals.broken() == []


def test_what_is_not_sealed_yet_breaks_nothing() -> None:
    write()
    assert seals.broken() == []
    seals.seal(now())
    write()
    assert seals.broken() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET why = 'nothing to see' WHERE act = 'act.1'",
        "UPDATE audit_entry SET at = at + interval '1 microsecond' WHERE act = 'act.1'",
        "UPDATE audit_entry SET new = '{}' WHERE act = 'act.1'",
        "DELETE FROM audit_entry WHERE act = 'act.1'",
        """INSERT INTO audit_entry (at, kind, act, record, record_id, place, why, old, new, xid)
           SELECT at, kind, act, record, record_id, place, why, old, new, xid FROM audit_entry WHERE act = 'act.1'""",
        "UPDATE audit_entry SET xid = xid + 1000000 WHERE act = 'act.1'",
        "UPDATE audit_seal SET entries = entries + 1",
        "UPDATE audit_seal SET digest = repeat('0', 64)",
    ],
)
def test_a_change_made_with_the_triggers_off_is_found(statement: str) -> None:
    write(3)
    seals.seal(now())
    write(2)
    seals.seal(now())
    change(statement)
    assert seals.broken()


def test_a_seal_taken_out_is_found_by_the_next() -> None:
    for _ in range(3):
        write()
        seals.seal(now())
    _, second, third = Seal.objects.order_by("upto")
    change(f"DELETE FROM audit_seal WHERE id = {second.pk}")  # noqa: S608 - a number of ours
    assert seals.broken() == [f"seal {third.pk}"]


def test_a_long_trail_is_sealed_in_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "ENTRIES_PER_SEAL", 2)
    write(5)
    assert seals.seal(now()) == 3
    assert [seal.entries for seal in Seal.objects.order_by("upto")] == [2, 2, 1]
    assert seals.broken() == []


def test_an_open_transaction_is_waited_for_by_the_seal_and_by_nobody_else() -> None:
    """Its entries bear an older number than those written meanwhile: sealing past them would leave them out."""
    written, leave = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            trail.write(Record(), "slow", by=None, at=now())
            written.set()
            leave.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(10)
    write(2)
    assert seals.seal(now()) == 0
    leave.set()
    thread.join()
    seals.seal(now())
    assert sum(seal.entries for seal in Seal.objects.all()) == Entry.objects.count() == 3
    assert seals.broken() == []


def test_a_crowd_writes_while_seals_are_made_and_nothing_is_left_out() -> None:
    def many() -> None:
        for _ in range(10):
            with transaction.atomic():
                write(2)
        connection.close()

    writers = [threading.Thread(target=many) for _ in range(4)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        seals.seal(now())
    seals.seal(now())
    assert sum(seal.entries for seal in Seal.objects.all()) == Entry.objects.count() == 80
    assert seals.broken() == []


def test_two_sealers_make_no_seal_twice() -> None:
    write(5)

    def one() -> None:
        seals.seal(now())
        connection.close()

    sealers = [threading.Thread(target=one) for _ in range(3)]
    for sealer in sealers:
        sealer.start()
    for sealer in sealers:
        sealer.join()
    assert [seal.entries for seal in Seal.objects.all()] == [5]


def test_the_job_seals_each_minute() -> None:
    write()
    jobs.seal_trail(timestamp=0)
    assert Seal.objects.count() == 1
    periodic = app.periodic_registry.periodic_tasks[jobs.seal_trail.name, ""]
    assert periodic.cron == "* * * * *"


def restored_elsewhere() -> None:
    """The dump is in another cluster: the entries bear high numbers, transactions are counted from the beginning."""
    change("UPDATE audit_entry SET xid = xid + 1000000000")
    change("UPDATE audit_seal SET upto = upto + 1000000000")
    change("UPDATE audit_era SET cluster = cluster + 1")


def test_a_trail_restored_into_another_cluster_goes_on_being_sealed() -> None:
    write(3)
    restored_elsewhere()
    write(2)
    assert seals.seal(now()) == 1
    write(2)
    restored_elsewhere()
    write(4)
    assert seals.seal(now()) == 1
    assert [seal.entries for seal in Seal.objects.order_by("upto")] == [5, 6]
    write()
    seals.seal(now())
    assert sum(seal.entries for seal in Seal.objects.all()) == Entry.objects.count() == 12
    assert [seal.digest for seal in Seal.objects.order_by("upto")][:-1] == [
        seal.previous for seal in Seal.objects.order_by("upto")
    ][1:]


def test_after_a_restore_many_begin_to_write_at_once_and_nothing_is_left_out() -> None:
    write(3)
    restored_elsewhere()

    def many() -> None:
        for _ in range(5):
            with transaction.atomic():
                write(2)
        connection.close()

    writers = [threading.Thread(target=many) for _ in range(4)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        seals.seal(now())
    seals.seal(now())
    assert sum(seal.entries for seal in Seal.objects.all()) == Entry.objects.count() == 43
    assert seals.broken() == []


def test_an_era_begun_by_who_gave_up_is_begun_again() -> None:
    write(3)
    restored_elsewhere()
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    write(2)
    assert seals.seal(now()) == 1
    assert Seal.objects.get().entries == 5
