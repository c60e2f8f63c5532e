"""The charts people read are the transitions the records obey."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mpaspor.demo.management.commands import journey
from tests.edges import records


def test_the_charts_are_current() -> None:
    call_command("journey", "--check")


def test_every_record_with_states_is_drawn() -> None:
    drawn = journey.page()
    assert records()
    assert [record.__name__ for record in records() if f"## {record.__name__}\n" not in drawn] == []


def test_a_stale_chart_is_found_and_drawn_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journey, "PAGE", tmp_path / "journey.md")
    journey.PAGE.write_text(journey.page().replace("draft --> ready", "draft --> gone"))
    with pytest.raises(CommandError, match="mpaspor journey"):
        call_command("journey", "--check")
    call_command("journey")
    call_command("journey", "--check")
