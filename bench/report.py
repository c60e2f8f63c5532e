"""docs/benchmarks.md, from the figures."""

from __future__ import annotations

from typing import Any

MOST_SHOWN = 12


def page(found: dict[str, Any]) -> str:
    """The page a reader gets; the same figures as the JSON."""
    machine, replay = found["machine"], found["replay"]
    where = (
        f"{machine['cores']} shared cores, {machine['python']}, PostgreSQL {machine['postgresql']}, {machine['system']}"
    )
    return f"""# Benchmarks

Written by `make bench ARGS="--write docs/benchmarks.md"` on {found["date"]}: {where}.
Load generator ({found["load"]}), web process (one granian worker, four threads), worker and database share the cores.
Figures move by a fifth from run to run: read the ratio to the bare hello of the same run before the digits.

## Whole journeys

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
