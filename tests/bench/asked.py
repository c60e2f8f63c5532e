"""The options of a bench, as its command line would give them."""

from __future__ import annotations

import argparse
from types import ModuleType


def asked(bench: ModuleType, *words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    bench.options(parser)
    return parser.parse_args(words)
