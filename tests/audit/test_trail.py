"""Entries are written with the act, and nobody can change or remove one."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from mpaspor.audit import trail
from mpaspor.audit.models import Entry, Seal
from mpaspor.core.clock import now
from tests import people
from tests.audit.scene import Record

pytestmark = pytest.mark.django_db


def test_a_look_is_recorded_with_who_where_and_why() -> None:
    wayan = people.wayan()
    wayan.place = "Denpasar, loket 3"
    trail.saw(Record(), "application.seen", by=wayan, at=now(), why="dipanggil ke loket")
    entry = trail.of_application(7).get()
    assert (entry.kind, entry.act, entry.by, entry.place) == ("seen", "application.seen", wayan, "Denpasar, loket 3")
    assert (entry.why, entry.record, entry.record_id, entry.applicant_id) == ("dipanggil ke loket", "record", 1, 8)


def test_what_nobody_did_a_machine_did() -> None:
    assert trail.write(Record(), "bill.lapsed", by=None, at=now()).kind == "machine"
    assert trail.write(Record(), "bill.lapsed", by=people.ratna(), at=now()).kind == "changed"


def test_the_trail_of_a_file_is_read_newest_first() -> None:
    for act in ("a", "b", "c"):
        trail.write(Record(), act, by=None, at=now())
    assert [entry.act for entry in trail.of_application(7)] == ["c", "b", "a"]
    assert not trail.of_application(8).exists()


@pytest.mark.parametrize("model", [Entry, Seal])
@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_or_remove(model: type[Entry | Seal], act: str) -> None:
    trail.write(Record(), "a", by=None, at=now())
    Seal.objects.create(at=now(), upto=1, entries=0, previous="", digest="")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(at=now()) if act == "update" else _delete(model)
    assert model.objects.count() == 1


def _delete(model: type[Entry | Seal]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 - a table of ours
