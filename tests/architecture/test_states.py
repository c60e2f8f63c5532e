"""Every state can be reached, and leads only to states that are there. (tests/edges.py: every edge is walked.)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from django.db.models import CheckConstraint

from mpaspor.audit.states import Stateful
from tests.edges import records

Graph = Mapping[str, Sequence[str]]


def unreachable(graph: Graph) -> set[str]:
    """The states no path leads to from the first one."""
    reached: set[str] = set()
    ahead = [next(iter(graph))]
    while ahead:
        state = ahead.pop()
        if state not in reached:
            reached.add(state)
            ahead += graph.get(state, ())
    return set(graph) - reached


def undrawn(graph: Graph) -> set[str]:
    """The states that are led to and not on the chart."""
    return {state for following in graph.values() for state in following} - set(graph)


@pytest.mark.parametrize("record", records(), ids=lambda record: record.__name__)
def test_every_state_is_reached_and_drawn(record: type[Stateful]) -> None:
    assert unreachable(record.TRANSITIONS) == set()
    assert undrawn(record.TRANSITIONS) == set()


@pytest.mark.parametrize("record", records(), ids=lambda record: record.__name__)
def test_the_database_refuses_a_state_that_is_not_drawn(record: type[Stateful]) -> None:
    rules = [
        rule
        for rule in record._meta.constraints
        if isinstance(rule, CheckConstraint) and rule.name.endswith(f"_{record.STATE_FIELD}_known")
    ]
    held = [states_in(rule) for rule in rules]
    assert held == [set(record.TRANSITIONS)]


def states_in(rule: CheckConstraint) -> set[str]:
    condition: Any = rule.condition
    ((_, states),) = condition.children
    return set(states)


def test_a_state_nobody_reaches_is_found() -> None:
    assert unreachable({"draft": ("ready",), "ready": (), "lost": ("ready",)}) == {"lost"}
    assert undrawn({"draft": ("ready", "gone"), "ready": ()}) == {"gone"}
