"""`python -m bench [NAME] [--json] ...`: one bench by name, or all the pages; prints what it found, 1 when too much."""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import ground, machine, report
from config.supervisor import tenancy

# Each of these has options(parser), measure(ground, asked), too_much(found) and page(found).
BENCHES = {
    "algorithms": "five ways to give places side by side, each also with every request sent twice",
    "callbacks": "banks that tell of payments twice, late, wrongly signed, at once, while the server is killed",
    "contention": "a million attempts at far too few places",
    "crash": "kill -9 of each process in the middle of a rush, again and again",
    "draw": "a draw as large as a country's, and its audit",
    "ledger": "what the public ledger of places costs",
    "pages": "pages, statements and whole journeys: the figures of docs/benchmarks.md (make bench)",
    "rush": "a crowd over HTTP for a few places",
    "waiting-room": "a million tickets that ask where they stand",
}


def main(words: list[str]) -> int:
    """Measure and print; 1 when a limit is broken."""
    name, rest = (words[0], words[1:]) if words and words[0] in BENCHES else ("pages", words)
    if name == "draw":  # in fresh processes of its own, and without a database
        return subprocess.run([sys.executable, "-m", "bench.draw", *rest], check=False).returncode
    bench = importlib.import_module(f"bench.{name.replace('-', '_')}")
    asked = _asked(name, bench, rest)
    with (
        tempfile.TemporaryDirectory(prefix="mpaspor-bench-") as folder,
        getattr(bench, "GROUND", ground.bare)(Path(folder)) as where,
    ):
        measured_on = machine.here(tenancy.cluster_in(where.data).url)
        found: dict[str, Any] = bench.measure(where, asked) | {"machine": measured_on}
    print(json.dumps(found, indent=2) if asked.json else _told(found))
    if asked.write:
        report.put(asked.write, _command(name, rest), found, bench.page(found))
    for what in (broken := bench.too_much(found)):
        print(what, file=sys.stderr)
    return 1 if broken else 0


def _asked(name: str, bench: Any, rest: list[str]) -> argparse.Namespace:
    known = "\n".join(f"  {each:<14}{does}" for each, does in BENCHES.items())
    parser = argparse.ArgumentParser(
        prog=f"mpaspor bench {name}",
        description=bench.__doc__,
        epilog=f"all benches:\n{known}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--write", type=Path, metavar="FILE", help="write its section of docs/benchmarks.md")
    parser.add_argument("--json", action="store_true", help="print JSON")
    bench.options(parser)
    return parser.parse_args(rest)


def _command(name: str, rest: list[str]) -> str:
    """As somebody would type it to see the same; it also names the section."""
    at = rest.index("--write")
    return " ".join(["mpaspor bench", name, *(word for word in rest[:at] + rest[at + 2 :] if word != "--json")])


def _told(found: dict[str, Any]) -> str:
    return "\n".join(f"{name:<24}{value}" for name, value in found.items())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
