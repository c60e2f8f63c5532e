"""Everything outside our walls, one folder each: what we ask (port), the real client, a sandbox that speaks the same.

An outside that does not answer raises `link.Unavailable` and nothing else; no call is made inside a transaction.
The sandboxes run together as one process of their own: `python -m mpaspor.gateways.sandbox`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from django.core.exceptions import ImproperlyConfigured

from mpaspor.gateways import beacon, mail, payout, population, qris, snap, storage, treasury, watchlist
from mpaspor.gateways.link import Check


class _Checked(Protocol):
    def check(self) -> Check: ...


_GATEWAYS: dict[str, Callable[[], _Checked]] = {
    "population": population.registry,
    "watchlist": watchlist.watchlist,
    "snap": snap.bank,
    "treasury": treasury.treasury,
    "qris": qris.acquirer,
    "payout": payout.payer,
    "beacon": beacon.beacon,
    "mail": mail.post_office,
    "storage": storage.store,
}


def check_all() -> list[Check]:
    """Ask each outside system whether it answers, with our own credentials; an outage is a line, not an exception."""
    return [_check(name, build) for name, build in _GATEWAYS.items()]


def _check(name: str, build: Callable[[], _Checked]) -> Check:
    try:
        return build().check()
    except ImproperlyConfigured as missing:
        return Check(name, answers=False, remark=str(missing), milliseconds=0)
