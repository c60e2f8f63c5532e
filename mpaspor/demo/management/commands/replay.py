"""`mpaspor replay FILE [--office NAME] [--month YYYY-MM] [--seed N] [--processes N]`.

Ends with passports times tariff beside the books, month by month, and with 1 when they differ.
"""

from __future__ import annotations

import multiprocessing
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from mpaspor.demo import country, figures, replay
from mpaspor.offices.models import Office
from mpaspor.reports import fees, tables

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator, Sequence

    from mpaspor.demo.figures import Month
    from mpaspor.demo.planning import Key
    from mpaspor.demo.replay import Stage

BAR = 30
AT_A_TIME = 10


class Command(BaseCommand):
    help = "Live every passport of a table through the real acts. Stopped or run again, it goes on where it was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--office", help="name of the office; by default the one the file is named after")
        parser.add_argument("--month", help="only this month, YYYY-MM")
        parser.add_argument("--seed", type=int, default=1, help="another number draws other people")
        parser.add_argument("--processes", type=int, default=2, help="how many lives at once (default 2)")

    def handle(
        self,
        *_args: object,
        file: Path,
        office: str | None,
        month: str | None,
        seed: int,
        processes: int,
        **_options: object,
    ) -> None:
        if not settings.DEMO:
            # Its officers sign in with keys that anybody can read in `demo/staff.py`.
            message = "This is not a demo (MPASPOR_DEMO is not 1): no invented people are let in."
            raise CommandError(message)
        months = _only(_read(file), month)
        country.settle()
        where = _office(office, file)
        began, lived = time.monotonic(), 0
        for one in months:
            lived += self._live(where, one, seed, max(1, processes))
        seconds = time.monotonic() - began
        self.stdout.write(
            f"{lived} passports lived at {where} in {seconds:.0f} s ({lived / max(seconds, 0.001):.1f} per second)."
        )
        self._prove(where, sorted({one.year for one in months}))

    def _live(self, office: Office, month: Month, seed: int, processes: int) -> int:
        keys = replay.still_to_live(office, month)
        name, done = f"{month.year}-{month.month:02}", 0
        if not keys:
            self.stdout.write(f"{name}  all {month.total} lived before")
            return 0
        stage = replay.prepare(office, month, keys, seed)
        began = time.monotonic()
        for done, _ in enumerate(_all(stage, keys, processes), start=1):
            self._show(name, done, len(keys), began)
        self.stdout.write("")
        return done

    def _prove(self, office: Office, years: Sequence[int]) -> None:
        """Passports times tariff beside the books, of months with passports; refuses when they are not the same."""
        found = [fees.at_office(office, year) for year in years]
        for table in found:
            rows = [row.figures() for row in table.months if row.passports or row.booked]
            self.stdout.write(f"\npassports times tariff, and the books, {office}, {table.sum.year}")
            self.stdout.write(tables.as_table(fees.COLUMNS, rows, table.sum.figures()))
        if any(table.differs for table in found):
            message = f"The books of {office} are not passports times tariff: see the column difference."
            raise CommandError(message)

    def _show(self, name: str, done: int, wanted: int, began: float) -> None:
        """A bar on a terminal; in a file only the last line."""
        if not self.stdout.isatty() and done != wanted:
            return
        full = BAR * done // wanted
        pace = done / max(time.monotonic() - began, 0.001)
        self.stdout.write(f"\r{name}  {'█' * full}{'·' * (BAR - full)}  {done}/{wanted}  {pace:.1f}/s", ending="")
        self.stdout.flush()


def _all(stage: Stage, keys: Sequence[Key], processes: int) -> Iterator[Key]:
    if processes == 1:
        return replay.live(stage, keys)
    return _in_processes(stage, keys, processes)


def _in_processes(stage: Stage, keys: Sequence[Key], processes: int) -> Iterator[Key]:
    """Several lives at once. Each process has connections of its own."""
    connections.close_all()
    pool = multiprocessing.get_context("spawn").Pool(processes, initializer=django.setup)
    shares = [keys[start : start + AT_A_TIME] for start in range(0, len(keys), AT_A_TIME)]
    with pool:
        for share in pool.imap_unordered(_Share(stage), shares):
            yield from share


class _Share:
    """A stage that can be sent to another process together with the keys to live on it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def __call__(self, keys: Sequence[Key]) -> list[Key]:
        return list(replay.live(self.stage, keys))


def _read(file: Path) -> list[Month]:
    try:
        return figures.read(file)
    except OSError as problem:
        message = f"{file} cannot be read: {problem.strerror}."
        raise CommandError(message) from None
    except figures.MalformedTable as problem:
        message = f"{file.name}, {problem}. Nothing was changed."
        raise CommandError(message) from None


def _only(months: list[Month], wanted: str | None) -> list[Month]:
    if wanted is None:
        return months
    if not re.fullmatch(r"\d{4}-\d{2}", wanted):
        message = f"--month should look like 2022-02, not {wanted!r}."
        raise CommandError(message)
    found = [month for month in months if f"{month.year}-{month.month:02}" == wanted]
    if not found:
        message = f"{wanted} is not in the table."
        raise CommandError(message)
    return found


def _office(name: str | None, file: Path) -> Office:
    if name:
        found = Office.objects.filter(name__iexact=name).first()
        if found is None:
            message = f"No office is called {name!r}. Names are those of the list at /offices, e.g. Denpasar."
            raise CommandError(message)
        return found
    stem = file.stem.replace("_", " ").lower()
    for office in Office.objects.all():
        if stem.startswith(office.name.lower()):
            return office
    message = "The file is not named after an office; say which with --office NAME."
    raise CommandError(message)
