"""`mpaspor books [--day D] [--office NAME] [--rebuild] [--json]`: the trial balance, and whether all is explained."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mpaspor.offices.models import Office
from mpaspor.stages.payments import books, causes
from mpaspor.stages.payments.books import Balance, Row, Trial, Unexplained, Whose

CENTRE = "centre"
HEADINGS = ("payments", *Balance._fields, "difference")


class Command(BaseCommand):
    help = "Prints the trial balance, of one day or since ever; exit 1 when something is unexplained."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, help="one day of the books, Jakarta's: 2026-01-05")
        parser.add_argument("--office", help=f"name of one office; {CENTRE!r}: money that belongs to none")
        parser.add_argument("--rebuild", action="store_true", help="write every transaction again, name what differs")
        parser.add_argument("--json", action="store_true", help="machine-readable answer")

    def handle(
        self,
        *_args: Any,
        day: date | None,
        office: str | None,
        rebuild: bool,
        json: bool,
        **_options: Any,
    ) -> None:
        whose = _whose(office)
        trial = books.trial(on=day, whose=whose)
        lacking = books.unexplained(on=day, whose=whose)
        found = books.rebuild() if rebuild else []
        told = as_json(trial, lacking, found) if json else as_text(trial, lacking, found, rebuilt=rebuild)
        self.stdout.write(told)
        if lacking.amount or found:
            sys.exit(1)


def _whose(name: str | None) -> Whose:
    if name is None:
        return "all"
    if name.lower() == CENTRE:
        return None
    try:
        return Office.objects.get(name__iexact=name)
    except Office.DoesNotExist:
        message = f"No office is called {name!r}. Names are those of the list at /offices, e.g. Denpasar."
        raise CommandError(message) from None


def as_json(trial: Trial, lacking: Unexplained, found: Sequence[causes.Finding]) -> str:
    sides = {"by_day": trial.by_day, "by_office": trial.by_office, "by_channel": trial.by_channel}
    told = {
        **_figures(trial.total),
        **{
            name: [{"name": row.name, "channel": row.channel, **_figures(row)} for row in rows]
            for name, rows in sides.items()
        },
        "unexplained": lacking.amount,
        "told": lacking.told,
        "untraced": lacking.untraced,
        "unbalanced": lacking.unbalanced,
        "rebuilt": [one._asdict() for one in found],
    }
    return json.dumps(told, indent=2)


def as_text(trial: Trial, lacking: Unexplained, found: Sequence[causes.Finding], *, rebuilt: bool) -> str:
    lines = [
        _table("day", trial.by_day),
        _table("office", trial.by_office),
        _table("source and channel", trial.by_channel),
    ]
    sums = trial.total.balance
    became = [f"{name.replace('_', ' ')} {amount:,}" for name, amount in sums._asdict().items() if name != "received"]
    lines += [f"received {sums.received:,} = {' + '.join(became)}; difference {sums.difference:,}"]
    parts = {
        "told by lists and not here": lacking.told,
        "without a cause": lacking.untraced,
        "out of balance": lacking.unbalanced,
    }
    lines += [f"unexplained {lacking.amount:,} ({', '.join(f'{name} {amount:,}' for name, amount in parts.items())})"]
    lines += [f"written again: {one.reference}: {one.detail}" for one in found]
    lines += ["written again from the causes: the same"] if rebuilt and not found else []
    return "\n\n".join(lines)


def _figures(row: Row) -> dict[str, int]:
    return {"payments": row.payments, **row.balance._asdict(), "difference": row.balance.difference}


def _table(name: str, rows: Sequence[Row]) -> str:
    lines = [[name, *(heading.replace("_", " ") for heading in HEADINGS)]]
    lines += [[_name(row), *(f"{figure:,}" for figure in _figures(row).values())] for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS) + 1)]
    return "\n".join(
        line[0].ljust(widths[0])
        + "".join(f"  {cell:>{width}}" for cell, width in zip(line[1:], widths[1:], strict=True))
        for line in lines
    )


def _name(row: Row) -> str:
    return " ".join(part for part in (row.name, row.channel) if part) or "-"
