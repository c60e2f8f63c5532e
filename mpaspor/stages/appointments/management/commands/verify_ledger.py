"""`mpaspor verify-ledger`: proves the public ledger of places, or says what is wrong with it."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from mpaspor.stages.appointments.ledger import files, verifying
from mpaspor.stages.appointments.ledger.chain import Head


class Command(BaseCommand):
    help = "Proves the ledger of places: chain, sums, releases; exit 1 if not. With files: checks those alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="machine-readable answer")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Ask every check and say what it found."""
        problems = verifying.problems()
        heads = files.heads()
        last = heads[-1].after if heads else Head()
        if options["json"]:
            facts = {"lines": last.lines, "head": last.hash, "days": len(heads)}
            self.stdout.write(json.dumps({"sound": not problems, **facts, "problems": problems}, indent=2))
        else:
            told = f"{last.lines} lines are sealed, and whole; the head is {last.hash}"
            self.stdout.write("\n".join(problems or [told]))
        if problems:
            sys.exit(1)
