"""How alike two names are, in percent. Only sandboxes judge so; a real registry has its own way."""

from __future__ import annotations

from difflib import SequenceMatcher


def percent(one: str, other: str) -> int:
    """0 to 100; case and spaces do not count."""
    return round(100 * SequenceMatcher(None, _plain(one), _plain(other), autojunk=False).ratio())


def _plain(name: str) -> str:
    return " ".join(name.upper().split())
