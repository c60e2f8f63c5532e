"""`python -m bench [--write FILE] [--seconds N] [--passports N]`: prints JSON; exit 1 when a page is too much."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import tempfile
from pathlib import Path

from bench import ground, report


def main() -> int:
    """Measure, print, and write the page if asked to; 1 when a limit is broken."""
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="mpaspor-bench-") as folder, ground.prepared(Path(folder)) as service:
        # Django's records can be named only now that it is set up.
        run = importlib.import_module("bench.run")
        found = run.everything(service, Path(folder), seconds=asked.seconds, passports=asked.passports)
    print(json.dumps(found, indent=2))
    if asked.write:
        asked.write.write_text(report.page(found))
    return 1 if found["too_much"] else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="write the figures as a page, docs/benchmarks.md say"
    )
    parser.add_argument("--seconds", type=int, default=4, help="how long each page is asked for (default 4)")
    parser.add_argument("--passports", type=int, default=400, help="how many lives are replayed (default 400)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
