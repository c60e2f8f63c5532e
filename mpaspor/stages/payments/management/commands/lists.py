"""`mpaspor lists --day D [--source S]`: asks for the lists of a day now, and says what became of each."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mpaspor.core.clock import now
from mpaspor.gateways.link import Unavailable
from mpaspor.stages.payments import collecting, statements
from mpaspor.stages.payments.models import Difference


class Command(BaseCommand):
    help = "Asks for the lists of a day and holds them against our payments; exit 1 when a source is away."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, required=True, help="the day in their books: 2026-01-05")
        parser.add_argument("--source", help="one source; without it, all that are asked")

    def handle(self, *_args: Any, day: date, source: str | None, **_options: Any) -> None:
        if source and source not in statements.asked_for():
            message = f"{source} is not asked for a list; {', '.join(statements.asked_for())} are."
            raise CommandError(message)
        came = [self._collect(one, day) for one in ([source] if source else statements.asked_for())]
        if not all(came):
            sys.exit(1)

    def _collect(self, source: str, day: date) -> bool:
        try:
            found = collecting.collect(source, day, at=now())
        except Unavailable as outage:
            self.stdout.write(f"{source}: away, {outage}")
            return False
        waiting = Difference.objects.filter(source=source, on=day, state=Difference.State.OPEN).count()
        self.stdout.write(f"{source}: {found.count} payments over {found.amount:,}, {waiting} open differences")
        return True
