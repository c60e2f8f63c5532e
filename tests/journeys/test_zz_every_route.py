"""After all journeys: no browser has left out an address of the house that is not named here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import Resolver404, URLResolver, get_resolver

MACHINES = {
    "callbacks/treasury/notice",
    "health",
    "v1.0/<path:path>",
    "v1.0/access-token/b2b",
    "v1.0/qr/qr-mpm-notify",
    "v1.0/transfer-va/inquiry",
    "v1.0/transfer-va/payment",
}
# Not pages: what calendars and auditors fetch, and a form that leads on.
FILES = {
    "centre/money.csv",
    "centre/money.xlsx",
    "demo/wallet/day.csv",
    "draws/<slug:code>/<str:name>",
    "ledger/<str:on>.csv",
    "ledger/<str:on>/slots.csv",
    "ledger/heads.csv",
    "ledger/offices",
    "office/money/credits.csv",
    "office/money/credits.xlsx",
    "office/money/day.csv",
    "office/money/day.xlsx",
    "office/money/ledger.csv",
    "office/money/ledger.xlsx",
    "office/money/refunds.csv",
    "office/money/refunds.xlsx",
    "offices/<str:code>/releases.ics",
    "receipts/key",
    "receipts/key.pem",
    "releases.ics",
}
# Turns a journey does not take; the tests of the pages do (tests/web).
OTHER_TURNS = {
    "account/confirm",
    "applications/<str:reference>/bill/credits",
    "applications/<str:reference>/bill/receipt-number",
    "applications/<str:reference>/bills",
    "applications/<str:reference>/bills/<str:bill_code>/standing",
    "applications/<str:reference>/bills/<str:bill_code>/receipt.pdf",
    "applications/<str:reference>/move/offices",
    "applications/<str:reference>/move/offices/<str:code>",
    "applications/<str:reference>/offer",
    "applications/<str:reference>/offer/refusal",
    "applications/<str:reference>/people/<int:order>/papers/<slug:kind>/acceptance",
    "applications/<str:reference>/people/<int:order>/papers/<slug:kind>/picture",
    "applications/<str:reference>/people/<int:order>/papers/<slug:kind>/removal",
    "applications/<str:reference>/people/<int:order>/wanted",
    "applications/<str:reference>/people/<int:order>/wanted/<slug:kind>",
    "applications/<str:reference>/proof.pdf",
    "applications/<str:reference>/release",
    "applications/<str:reference>/reminder",
    "applications/credits/<int:pk>/refund/withdrawal",
    "centre/calls/<int:pk>",
    "centre/draws/<slug:code>",
    "centre/files/<str:reference>",
    "centre/partners/<str:code>/access",
    "centre/partners/<str:code>/keys",
    "centre/partners/<str:code>/keys/<mark:mark>/retirement",
    "centre/partners/<str:code>/secrets",
    "centre/partners/<str:code>/secrets/<mark:mark>/retirement",
    "centre/signals/<slug:kind>/<mark:mark>",
    "office/cases/<str:reference>/move",
    "centre/money/days/<str:on>/closure",
    "centre/money/days/<str:on>/lists",
    "centre/money/days/<str:on>/lists/collection",
    "centre/money/days/<str:on>/signature",
    "centre/money/days/<str:on>/signature/withdrawal",
    "centre/money/differences/<int:pk>/explanation",
    "centre/money/differences/<int:pk>/owner",
    "centre/questions/<int:pk>",
    "centre/questions/<int:pk>/answer",
    "centre/questions/<int:pk>/owner",
    "centre/questions/<int:pk>/return",
    "centre/questions/<int:pk>/return/approval",
    "centre/questions/<int:pk>/return/check",
    "centre/questions/<int:pk>/return/refusal",
    "office/decisions/<int:pk>/papers",
    "office/filings/<str:reference>/bill",
    "office/filings/<str:reference>/end",
    "office/filings/<str:reference>/papers",
    "office/money/credits/<int:pk>",
    "office/money/credits/<int:pk>/refund",
    "office/money/bills/<str:code>/inquiry",
    "office/money/days/<str:on>/signature/withdrawal",
    "office/money/differences/<int:pk>/explanation",
    "office/money/differences/<int:pk>/owner",
    "office/money/refunds/<int:pk>/refusal",
    "office/passports/<int:pk>/name",
    "office/passports/<int:pk>/spoilage",
    "office/quotas/capacities",
    "office/quotas/closures/<int:pk>/reopening",
    "office/quotas/hours",
    "office/quotas/hours/reopening",
    "office/visits/<int:pk>/departure",
    "office/visits/<int:pk>/examination/papers",
    "office/visits/<int:pk>/fingers/absence",
    "office/visits/<int:pk>/parking",
    "office/visits/<int:pk>/portrait/acceptance",
    "office/visits/<int:pk>/recall",
    "office/visits/<int:pk>/resumption",
}
JOURNEYS = {path.stem for path in Path(__file__).parent.glob("test_*.py")}


def test_no_page_is_left_out(request: pytest.FixtureRequest, seen: set[str]) -> None:
    ran = {item.path.stem for item in request.session.items}
    if not ran >= JOURNEYS:
        pytest.skip("only after all journeys")
    resolver = get_resolver("config.urls")
    left_out = set(_routes(resolver.url_patterns)) - {_route(resolver, path) for path in seen}
    assert sorted(left_out - MACHINES - FILES - OTHER_TURNS) == []


def _route(resolver: URLResolver, path: str) -> str | None:
    try:
        return str(resolver.resolve(path).route)
    except Resolver404:
        return None


def _routes(patterns: list[Any], above: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route
