"""Seals over the lines of places: every line is covered once, and writers never wait for one another."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from mpaspor.core.clock import now
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.jobs import ledger as jobs
from mpaspor.stages.appointments.ledger import lines, sealing, verifying
from mpaspor.stages.appointments.models import PlaceLine, PlaceSeal, Slot
from tests import people
from tests.stages.appointments.ledger.book import FRIDAY, SATURDAY, a_morning, change, dated, kinds, write
from tests.stages.appointments.scene import MORNING, file, hour, stranger

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def covered() -> list[int]:
    return list(PlaceSeal.objects.order_by("upto").values_list("lines", flat=True))


def test_a_seal_covers_what_was_written_and_the_next_one_the_rest() -> None:
    slot = a_morning()
    assert kinds(slot) == ["opened +5", "held +1", "confirmed +0", "held +1", "reserved +1", "released -1"]
    assert sealing.seal(now()) == 1
    write(slot, 2)
    assert sealing.seal(now()) == 1
    assert sealing.seal(now()) == 0
    assert covered() == [6, 8]
    assert verifying.problems() == []


def test_what_is_not_sealed_yet_breaks_nothing_and_is_in_the_sums() -> None:
    slot = a_morning()
    assert verifying.problems() == []
    change("DELETE FROM appointments_placeline WHERE kind = 'confirmed' OR kind = 'released'")
    assert verifying.problems() == [
        f"sums: slot {slot.pk}: capacity 5, taken 1, kept 1; the ledger says 5, 2, 1",
    ]


def test_a_long_ledger_is_sealed_in_runs_of_whole_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "LINES_PER_SEAL", 2)
    monkeypatch.setattr(lines, "PAGE", 3)
    slot = hour(1)
    write(slot, 2)
    with transaction.atomic():
        write(slot, 4)
    assert sealing.seal(now()) == 2
    assert covered() == [2, 7]
    assert verifying.problems() == []


def test_no_seal_covers_lines_of_two_days() -> None:
    slot = hour(1)
    dated(FRIDAY)
    write(slot)
    (opened,) = PlaceLine.objects.filter(delta=1).order_by("-pk")[:1]
    dated(SATURDAY, opened)
    assert sealing.seal(now()) == 2
    assert list(PlaceSeal.objects.order_by("upto").values_list("on", "lines")) == [(FRIDAY, 1), (SATURDAY, 2)]
    assert verifying.problems() == []


def test_a_line_begun_before_midnight_and_sealed_after_it_is_of_the_next_day() -> None:
    slot = hour(1)
    dated(SATURDAY)
    sealing.seal(now())
    write(slot)
    dated(FRIDAY)
    sealing.seal(now())
    assert list(PlaceSeal.objects.order_by("upto").values_list("on", flat=True)) == [SATURDAY, SATURDAY]
    assert verifying.problems() == []


def test_an_open_transaction_is_waited_for_by_the_seal_and_by_nobody_else() -> None:
    """Its lines bear an older number than those written meanwhile: sealing past them would leave them out."""
    first, second = hour(1), hour(1, start=10)
    sealing.seal(now())
    written, leave = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            write(first)
            written.set()
            leave.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(10)
    write(second, 2)
    assert sealing.seal(now()) == 0
    leave.set()
    thread.join()
    sealing.seal(now())
    assert covered()[-1] == PlaceLine.objects.count() == 5
    assert verifying.problems() == []


def many(first: int) -> None:
    """Somebody opens places while others hold and give up."""
    slot = Slot.objects.earliest("pk")
    for number in range(first, first + 5):
        application = file(stranger(number))
        booking.hold(application, slot.pk, by=None, at=MORNING)
        write(slot, 2)
        booking.release(application, by=None, at=MORNING, why="")
    connection.close()


def a_crowd_writes_while_seals_are_made() -> None:
    hour(100)
    people.ratna()  # whose files they all are: once, and not by four at a time
    writers = [threading.Thread(target=many, args=(100 * number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        sealing.seal(now())
    sealing.seal(now())
    assert covered()[-1] == PlaceLine.objects.count() == 101
    assert verifying.problems() == []


def test_a_crowd_writes_while_seals_are_made_and_nothing_is_left_out() -> None:
    a_crowd_writes_while_seals_are_made()


def write_and_seal(slot: Slot) -> None:
    write(slot)
    sealing.seal(now())
    connection.close()


def test_sealing_past_open_transactions_would_leave_lines_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def whatever_is_there() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(xid), 0) FROM appointments_placeline")
            return int(cursor.fetchone()[0])

    monkeypatch.setattr(lines, "complete", whatever_is_there)
    first, second = hour(1), hour(1, start=10)
    with transaction.atomic():
        write(first)
        other = threading.Thread(target=write_and_seal, args=(second,))
        other.start()
        other.join()
    sealing.seal(now())
    assert covered()[-1] < PlaceLine.objects.count()
    assert verifying.problems() != []


def test_two_sealers_make_no_seal_twice() -> None:
    a_morning()

    def one() -> None:
        sealing.seal(now())
        connection.close()

    sealers = [threading.Thread(target=one) for _ in range(3)]
    for sealer in sealers:
        sealer.start()
    for sealer in sealers:
        sealer.join()
    assert covered() == [6]


def test_a_sealer_that_dies_in_the_middle_leaves_whole_seals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "LINES_PER_SEAL", 1)
    write(hour(1), 3)
    create = PlaceSeal.objects.create

    def once(**facts: object) -> PlaceSeal:
        if PlaceSeal.objects.count() == 2:
            raise SystemExit
        return create(**facts)

    monkeypatch.setattr(PlaceSeal.objects, "create", once)
    with pytest.raises(SystemExit):
        sealing.seal(now())
    assert covered() == [1, 2]
    assert verifying.problems() == []
    monkeypatch.setattr(PlaceSeal.objects, "create", create)
    assert sealing.seal(now()) == 2
    assert covered() == [1, 2, 3, 4]
    assert verifying.problems() == []


def test_a_ledger_restored_into_another_cluster_goes_on_being_sealed() -> None:
    slot = a_morning()
    sealing.seal(now())
    change("UPDATE appointments_placeline SET xid = xid + 1000000000")
    change("UPDATE appointments_placeseal SET upto = upto + 1000000000")
    change("UPDATE audit_era SET cluster = cluster + 1")
    write(slot, 2)
    sealing.seal(now())
    assert covered() == [6, 8]
    assert verifying.problems() == []


def test_the_job_seals_each_minute() -> None:
    hour(1)
    jobs.seal_places(timestamp=0)
    assert covered() == [1]
    assert app.periodic_registry.periodic_tasks[jobs.seal_places.name, ""].cron == "* * * * *"
