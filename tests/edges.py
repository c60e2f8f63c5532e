"""Every edge of every state chart is walked by some test.

A pytest plugin: it notes each move that is written into the trail. After a run of all tests it names the edges nobody
walked, and the run has failed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps

from mpaspor.audit import trail
from mpaspor.audit.models import Entry
from mpaspor.audit.states import Stateful

Edge = tuple[str, str, str]
_walked: set[Edge] = set()


def records() -> list[type[Stateful]]:
    """The records that have states."""
    return [model for model in apps.get_models() if issubclass(model, Stateful)]


def drawn() -> set[Edge]:
    """Every edge of every chart."""
    return {
        (record.__name__, state, following)
        for record in records()
        for state, ahead in record.TRANSITIONS.items()
        for following in ahead
    }


def walked_by(record: object, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Edge | None:
    """The edge an entry of the trail tells of, if it tells of one."""
    if not isinstance(record, Stateful) or not old or not new or record.STATE_FIELD not in new:
        return None
    return type(record).__name__, str(old.get(record.STATE_FIELD)), str(new[record.STATE_FIELD])


@pytest.fixture(scope="session", autouse=True)
def _note_each_move() -> Iterator[None]:
    write = trail.entry

    def note(record: trail.Traceable, act: str, **facts: Any) -> Entry:
        edge = walked_by(record, facts.get("old"), facts.get("new"))
        if edge:
            _walked.add(edge)
        return write(record, act, **facts)

    trail.entry = note
    yield
    trail.entry = write


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _walked.update(tuple(edge) for edge in getattr(node, "workeroutput", {}).get("walked", ()))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["walked"] = sorted(_walked)
    elif exitstatus == pytest.ExitCode.OK and _is_whole(session.config) and drawn() - _walked:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config) -> None:
    if _is_whole(config) and (missing := sorted(drawn() - _walked)):
        terminalreporter.section("Edges that no test walks", red=True)
        for record, state, following in missing:
            terminalreporter.line(f"{record}: {state} → {following}")


def _is_whole(config: pytest.Config) -> bool:
    """Whether all tests were asked for."""
    chosen = config.option.keyword or config.option.markexpr or config.option.collectonly
    return not chosen and config.args == config.getini("testpaths")
