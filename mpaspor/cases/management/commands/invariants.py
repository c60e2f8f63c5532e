"""`mpaspor invariants`: proves that all files are sound, or names those that are not."""

from __future__ import annotations

import json
import sys

from django.core.management.base import BaseCommand, CommandParser

from mpaspor.cases import invariants
from mpaspor.core.clock import now


class Command(BaseCommand):
    help = "Checks everything that must always be true of all files; exit 1 and the references when it is not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="machine-readable answer")

    def handle(self, *_args: object, **options: object) -> None:
        """Ask every check and say what it found."""
        at = now()
        found = {name: invariants.run(name, at) for name in invariants.CHECKS}
        self.stdout.write(_as_json(found) if options["json"] else _as_text(found))
        if any(found.values()):
            sys.exit(1)


def _as_json(found: dict[str, list[invariants.Finding]]) -> str:
    checks = {
        name: [{"reference": one.reference, "detail": one.detail} for one in findings]
        for name, findings in found.items()
    }
    return json.dumps({"sound": not any(found.values()), "checks": checks}, indent=2)


def _as_text(found: dict[str, list[invariants.Finding]]) -> str:
    lines = []
    for name, findings in found.items():
        lines.append(f"{'broken' if findings else 'holds '}  {name.replace('_', ' ')}")
        lines += [f"        {one.reference}: {one.detail}" for one in findings]
    return "\n".join(lines)
