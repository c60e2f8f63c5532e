"""`mpaspor journey [--check]`: draws docs/journey.md from the transitions of all records that have states."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

import mpaspor
from mpaspor.audit.states import Stateful

HOUSE = Path(mpaspor.__file__).parent
PAGE = HOUSE.parent / "docs" / "journey.md"
STALE = "docs/journey.md does not show the states as they are. Draw it anew: mpaspor journey"
LIFE = ("applications", "appointments", "payments", "visits", "decisions", "passports")
HEAD = """# The journey in charts

Drawn by `mpaspor journey` from the `TRANSITIONS` of the records themselves; a test fails when this page is not
current. A record begins at the upper dot and ends where nothing leads on. Every edge is one act of its stage, moves
`WHERE state = <what was seen>`, and leaves an entry in the trail; every edge is walked by a test.

A passport's life is six stages. An **Application** is a file: one person or a family that comes together, with one
place, one bill and one ticket. Each **Applicant** in it carries the stage, because from the visit on each goes their
own pace.
"""


class Command(BaseCommand):
    help = "Draw docs/journey.md from the transition tables; --check only says whether it is current."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when the page is not current")

    def handle(self, *_args: Any, check: bool, **_options: Any) -> None:
        current = page()
        if PAGE.exists() and PAGE.read_text() == current:
            return
        if check:
            raise CommandError(STALE)
        PAGE.write_text(current)
        self.stdout.write(f"{PAGE.name} drawn anew.")


def page() -> str:
    """The whole page as it should be now."""
    return "\n".join([HEAD, *(section(record) for record in records())])


def records() -> list[type[Stateful]]:
    """The records that have states: those of the stages in the order of life, then what serves all stages."""
    found = [model for model in apps.get_models() if issubclass(model, Stateful)]
    order = {label: place for place, label in enumerate(LIFE)}
    return sorted(found, key=lambda record: order.get(record._meta.app_label, len(LIFE)))


def section(record: type[Stateful]) -> str:
    told = " ".join((record.__doc__ or "").partition("\n\n")[0].split())
    where = record.__module__.replace(".", "/")
    return f"## {record.__name__}\n\n{told}\n(`{where}.py`)\n\n```mermaid\n{chart(record)}\n```\n"


def chart(record: type[Stateful]) -> str:
    """As Mermaid draws it."""
    first = next(iter(record.TRANSITIONS))
    edges = [f"    {state} --> {following}" for state, ahead in record.TRANSITIONS.items() for following in ahead]
    ends = [f"    {state} --> [*]" for state, ahead in record.TRANSITIONS.items() if not ahead]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {first}", *edges, *ends])
