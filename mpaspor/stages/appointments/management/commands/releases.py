"""`mpaspor releases --stagger --rate N [FILE] [--announce] [--json]`."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation

from mpaspor.core import clock, dates
from mpaspor.stages.appointments import plans, releases, staggering, unannounced
from mpaspor.stages.appointments.plans import MalformedPlan, Plan
from mpaspor.stages.appointments.staggering import Proposal

# So that people know it a day before.
NOTICE = timedelta(days=1)
CAPITAL = ZoneInfo("Asia/Jakarta")
EXPLAINED = """\
Without options: what is announced and still to come, in the order in which it opens.

--stagger proposes a moment for every office of FILE, so that never more than --rate people a minute come to the door:
an office opens once everybody expected before it has been let in; offices whose crowds fit together into five minutes
share a moment. Moments lie on the office's working days from 09:00 to 15:00 of its own time. Of those that could open
at the same moment the largest crowd goes first, then by name: the same table gives the same answer.

How many are expected: the column "people" where it is filled; else the people on the office's waiting list and, on
average, those who came to its last three openings (counted from the sketches of its waiting room); at least one for
each place.

FILE is a CSV with the columns
  office,first,last,from,to,capacity[,pause][,service_class][,passport_kind][,people]
  Denpasar,2026-01-12,2026-01-23,8,15,24,12,regular,,3500
first and last: days, of which the office's working days are taken. from, to and pause: full hours, local.

--announce publishes the lines at the moments proposed: all of them, or none. What is announced is not taken back.
"""


class Command(BaseCommand):
    help = "List what opens next, or propose and announce opening times for many offices. A crowd never meets another."

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> Any:
        parser = super().create_parser(prog_name, subcommand, **options)
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXPLAINED
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="the table of offices and their places, for --stagger")
        parser.add_argument("--stagger", action="store_true", help="propose a moment for every office of FILE")
        parser.add_argument("--rate", type=_people, help="people a minute that may come in")
        parser.add_argument("--first", type=_moment, help="not before, in WIB: 2026-01-05T09:00 (default: tomorrow)")
        parser.add_argument("--announce", action="store_true", help="publish what is proposed")
        parser.add_argument("--json", action="store_true", help="for a program")

    def handle(self, *_args: Any, **given: Any) -> None:
        at = clock.now()
        if not given["stagger"]:
            self._list(at, as_json=given["json"])
            return
        if given["file"] is None or given["rate"] is None:
            message = "--stagger needs a FILE and a --rate; see --help."
            raise CommandError(message)
        proposed = self._propose(_read(given["file"]), given["rate"], given["first"] or at + NOTICE, at)
        if given["announce"]:
            self._announce(proposed, at)
        self._tell(proposed, announced=given["announce"], as_json=given["json"])

    def _propose(self, table: Sequence[Plan], rate: int, first: datetime, at: datetime) -> list[tuple[Plan, Proposal]]:
        try:
            return plans.propose(table, first=max(first, at), people_per_minute=rate, at=at)
        except staggering.NoRoom as refused:
            message = f"{refused.office} has no working day within two months of when the door is free for it."
            raise CommandError(message) from None

    def _announce(self, proposed: Sequence[tuple[Plan, Proposal]], at: datetime) -> None:
        try:
            with transaction.atomic():
                for plan, moment in sorted(proposed, key=lambda one: one[0].office.pk):
                    releases.announce_line(plan.office, [plan.hours], opens_at=moment.opens_at, by=None, at=at)
        except unannounced.Unannounced as refused:
            with translation.override("en"):
                message = f"{plan.office}: {refused.words} Nothing was announced."
            raise CommandError(message) from None

    def _tell(self, proposed: Sequence[tuple[Plan, Proposal]], *, announced: bool, as_json: bool) -> None:
        rows = [
            {
                "opens_at": moment.opens_at.isoformat(), "busy_until": moment.busy_until.isoformat(),
                "office": plan.office.name, "people": moment.people, "places": plan.hours.places,
            }
            for plan, moment in proposed
        ]  # fmt: skip
        if as_json:
            self.stdout.write(json.dumps({"announced": announced, "openings": rows}, indent=2))
            return
        for plan, moment in proposed:
            crowd = f"{moment.people:>8} people {plan.hours.places:>7} places"
            self.stdout.write(f"{_told(moment.opens_at, plan.office.zone):<34} {plan.office.name:<24}{crowd}")
        self.stdout.write("Announced." if announced else "Proposed; --announce publishes them.")

    def _list(self, at: datetime, *, as_json: bool) -> None:
        found = releases.coming(at)
        if as_json:
            told = [
                {
                    "opens_at": one.opens_at.isoformat(), "office": one.office.name, "way": one.way,
                    "draw": one.draw.code if one.draw else None, "places": vars(one)["places"],
                }
                for one in found
            ]  # fmt: skip
            self.stdout.write(json.dumps({"openings": told}, indent=2))
            return
        for one in found:
            how = f"draw {one.draw.code}" if one.draw else "line"
            what = f"{vars(one)['places']:>7} places, {how}"
            self.stdout.write(f"{_told(one.opens_at, one.office.zone):<34} {one.office.name:<24}{what}")
        if not found:
            self.stdout.write("Nothing is announced.")


def _told(moment: datetime, zone: str) -> str:
    local, here, there = dates.hour(moment, zone, "id"), moment.astimezone(CAPITAL), moment.astimezone(ZoneInfo(zone))
    told = f"{here:%a %Y-%m-%d %H:%M} WIB"
    if local.endswith("WIB"):
        return told
    return f"{told} ({local})" if there.date() == here.date() else f"{told} ({there:%a} {local})"


def _read(file: Path) -> list[Plan]:
    try:
        return plans.read(file.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        message = f"{file} cannot be read: {problem.strerror}."
        raise CommandError(message) from None
    except (MalformedPlan, UnicodeDecodeError) as problem:
        message = f"{file.name}: {problem} Nothing was announced."
        raise CommandError(message) from None


def _people(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and 0 < int(typed) <= 1_000_000):
        message = f"a rate is a number of people a minute, not {typed!r}"
        raise ArgumentTypeError(message)
    return int(typed)


def _moment(typed: str) -> datetime:
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        message = f"a moment looks like 2026-01-05T09:00, not {typed!r}"
        raise ArgumentTypeError(message) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=CAPITAL)
