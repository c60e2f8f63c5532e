"""What holds in every test: the clock stands still, and nobody speaks to the world outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

pytest_plugins = ["tests.edges"]

# A Friday morning: 08.00 in Jakarta, 09.00 in Denpasar, 10.00 in Jayapura.
MORNING = datetime(2026, 1, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[time_machine.Traveller | None]:
    """The clock stands at `MORNING`; `clock.move_to` and `clock.shift` move it. It runs where a test is marked so."""
    if request.node.get_closest_marker("real_clock") or request.node.get_closest_marker("browser"):
        yield None
        return
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


class JourneysTogether(LoadScopeScheduling):  # type: ignore[misc] # xdist carries no types
    """All browser journeys go to one worker: one browser, one service. Every other test goes where there is room.

    (xdist's own groups are not seen by this pytest: it no longer takes a changed node id.)
    """

    def _split_scope(self, nodeid: str) -> str:
        return "journeys" if nodeid.startswith("tests/journeys/") else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> JourneysTogether:
    return JourneysTogether(config, log)
