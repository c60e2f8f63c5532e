"""A state moves along its chart, once, and never without an entry."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from mpaspor.audit import states
from mpaspor.audit.models import Entry
from mpaspor.core.clock import now
from mpaspor.notifications.models import Message

pytestmark = pytest.mark.django_db


def message() -> Message:
    return Message.objects.create(
        kind="payments/lapsed", address="ratna@contoh.id", language="id", application_id=7, queued_at=now()
    )


def test_a_move_changes_the_state_and_writes_what_it_was() -> None:
    one = message()
    one.move(Message.State.FAILED, by=None, at=now(), why="no server", attempts=1)
    one.refresh_from_db()
    assert (one.state, one.attempts) == ("failed", 1)
    entry = Entry.objects.get()
    assert (entry.act, entry.old, entry.new, entry.why) == (
        "message.failed", {"state": "queued"}, {"state": "failed"}, "no server",
    )  # fmt: skip


def test_a_move_that_is_not_on_the_chart_is_refused() -> None:
    one = message()
    one.move(Message.State.SENT, by=None, at=now())
    with pytest.raises(states.ForbiddenMove):
        one.move(Message.State.QUEUED, by=None, at=now())
    assert Entry.objects.count() == 1


def test_of_two_who_saw_the_same_state_one_is_told() -> None:
    first = message()
    second = Message.objects.get(pk=first.pk)
    first.move(Message.State.SENT, by=None, at=now())
    with pytest.raises(states.StateChanged), transaction.atomic():
        second.move(Message.State.FAILED, by=None, at=now())
    first.refresh_from_db()
    assert (first.state, Entry.objects.count()) == ("sent", 1)


def test_many_move_together_or_not_at_all() -> None:
    one, two = message(), message()
    Message.objects.get(pk=two.pk).move(Message.State.SENT, by=None, at=now())
    with pytest.raises(states.StateChanged), transaction.atomic():
        states.move_all([one, two], Message.State.SENT, by=None, at=now())
    one = Message.objects.get(pk=one.pk)
    assert one.state == "queued"
    assert Entry.objects.count() == 1


def test_records_in_different_states_do_not_move_together() -> None:
    one, two = message(), message()
    two.move(Message.State.SENT, by=None, at=now())
    with pytest.raises(states.ForbiddenMove):
        states.move_all([one, two], Message.State.SENT, by=None, at=now())


def test_the_database_knows_the_states_too() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message().pk).update(state="lost")
