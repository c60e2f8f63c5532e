"""`make screenshots`: the main pages as a phone shows them, and a few desks, into docs/pictures; from a fresh town."""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path

from bench import ground
from tests.journeys import browsers, visitor


def main() -> None:
    """Without a browser there are no pictures."""
    program = browsers.chromium()
    if program is None:
        sys.exit(browsers.ABSENT)
    with (
        tempfile.TemporaryDirectory(prefix="mpaspor-pictures-") as folder,
        ground.prepared(Path(folder)) as running,
        browsers.started(program) as browser,
    ):
        # Django's records can be named only now that it is set up.
        album = importlib.import_module("bench.album")
        album.Album(lambda **how: visitor.arrive(browser, running.address, looks=False, **how)).fill()


if __name__ == "__main__":
    main()
