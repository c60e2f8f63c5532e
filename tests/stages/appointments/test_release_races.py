"""Two announce the same hours at once. Told again without the turns they take, the story must end badly."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from mpaspor.offices.models import Office
from mpaspor.stages.appointments import releases, unannounced
from mpaspor.stages.appointments.models import Release, Slot
from tests import people
from tests.stages.appointments import racing
from tests.stages.appointments.test_releases import line

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def two_announce_the_same_hours() -> None:
    people.denpasar()
    people.head()
    answers: list[Any] = racing.before_it_ends(line, line)
    assert Slot.objects.count() == 4
    assert [type(answer) for answer in answers] == [Release, unannounced.HoursTaken]
    assert Release.objects.count() == 1


def test_the_same_hours_are_announced_once() -> None:
    two_announce_the_same_hours()


def test_without_turns_there_would_be_an_announcement_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody_waits(_offices: Iterable[Office]) -> None:
        return

    monkeypatch.setattr(releases, "_take_turns", nobody_waits)
    with pytest.raises(AssertionError):
        two_announce_the_same_hours()
