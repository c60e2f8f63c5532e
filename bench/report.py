"""docs/benchmarks.md: each bench writes its own section, between two marks, and leaves the others alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from bench import machine

MOST_SHOWN = 12


def put(file: Path, command: str, found: dict[str, Any], text: str) -> None:
    """Write the section of a command, in its place or at the end."""
    begin, end = f"<!-- {command} -->", f"<!-- end of {command} -->"
    section = f"{begin}\n{text.rstrip()}\n\n`{command}` on {machine.told(found['machine'])}.\n{end}"
    written = file.read_text() if file.exists() else "# Benchmarks\n"
    old = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not old.search(written):
        written = f"{written.rstrip()}\n\n{section}\n"
    file.write_text(old.sub(lambda _: section, written))


def page(found: dict[str, Any]) -> str:
    """The section of the pages; the same figures as the JSON."""
    replay = found["replay"]
    return f"""## Whole journeys

`mpaspor replay` lives each passport through the real acts, from the empty file to the book in its holder's hand.

| | |
|---|---|
| journeys a second ({replay["processes"]} processes, {replay["journeys"]} lives) | {replay["journeys_per_second"]} |
| acts a second (entries of the trail) | {replay["acts_per_second"]:,} |
| acts of a journey | {replay["acts_per_journey"]} |
| statements of a journey | {replay["statements_per_journey"]} |

## The five most visited pages

First load is the page with all its files, compressed. The limit is 30 kB. A bare hello of the same server answers
{found["hello_per_second"]:,} requests a second in this run.

| page | requests/s | of the hello | files | first load, bytes |
|---|--:|--:|--:|--:|
{_lines(_row(page) for page in found["pages"])}

## Statements

Every page of both audiences was opened as somebody who may see it, with every kind of row it can show; the limit is
{MOST_SHOWN} statements, session and user included. {len(found["statements"])} pages; those that ask most:

| page | statements |
|---|--:|
{_lines(f"| `/{_shown(route)}` | {count} |" for route, count in list(found["statements"].items())[:MOST_SHOWN])}

{_verdict(found["too_much"])}
"""


def _row(page: dict[str, Any]) -> str:
    load = f"{page['per_second']:,} | {page['of_hello']:.1%}"
    return f"| {page['name']} | {load} | {page['files']} | {page['compressed']:,} |"


def _lines(rows: Any) -> str:
    return "\n".join(rows)


def _shown(route: str) -> str:
    return route.replace("<", "{").replace(">", "}")


def _verdict(too_much: list[str]) -> str:
    if not too_much:
        return "No limit was broken."
    return "Broken limits:\n\n" + _lines(f"- {what}" for what in too_much)
