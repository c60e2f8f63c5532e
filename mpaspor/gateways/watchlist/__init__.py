"""The list of people who may not leave the country: is somebody on it who is like this person?

A likeness is not a decision. What comes back is for adjudicators alone; nobody else may learn that it did.
"""

from __future__ import annotations

from mpaspor.gateways import wiring
from mpaspor.gateways.watchlist.client import WatchlistClient
from mpaspor.gateways.watchlist.port import Watchlist


def watchlist() -> Watchlist:
    """The list named in `settings.GATEWAYS`."""
    section = wiring.Section("watchlist")
    return WatchlistClient(section.text("url"), key=section.text("key"), timeout=section.timeout)
