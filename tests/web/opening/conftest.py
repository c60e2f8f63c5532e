"""The door is a process of its own, so the clock runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.opening import house
from tests.web.opening.house import Door


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("real_clock")
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))


@pytest.fixture(scope="module")
def door(django_db_setup: None) -> Iterator[Door]:
    with house.open_door() as found:
        yield found


@pytest.fixture(scope="module")
def wide_door(django_db_setup: None) -> Iterator[Door]:
    """One whose gate stands open for everybody with a pass."""
    with house.open_door(MPASPOR_LINE_ADMITS_ALL="1") as found:
        yield found
