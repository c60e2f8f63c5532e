"""Each morning the lists of yesterday are asked for and held against ours; whoever is away is asked again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from mpaspor.accounts.models import User
from mpaspor.core import turns
from mpaspor.gateways.link import Unavailable
from mpaspor.stages.payments import ledger, matching, statements
from mpaspor.stages.payments.models import Statement

# Their day is closed by then, in the capital's zone.
HOUR = 6
# Older lists are asked for by a person.
DAYS = 7


def collect_all(*, at: datetime) -> None:
    """Every list that should be there by now, and then what has explained itself meanwhile."""
    collected = turns.each(awaited(at), lambda one: collect(*one, at=at), silence=Unavailable)
    if collected:
        matching.match_again(_last_day(at), at=at)
    else:
        matching.look_again(at=at)


def collect(source: str, on: date, *, at: datetime) -> Statement:
    """The list of one day, asked for now and held against ours. Raises `Unavailable`."""
    statement = statements.fetch(source, on, at=at)
    return _held_against_ours(statement, at=at)


def bring(content: bytes, *, by: User, at: datetime) -> Statement:
    """A list a treasurer brought, held against ours. Raises `MalformedStatement`, `NotBrought`."""
    statement = statements.bring(content, by=by, at=at)
    return _held_against_ours(statement, at=at)


def awaited(at: datetime) -> list[tuple[str, date]]:
    """Source and day of the lists we ask for that are not whole yet, the newest day first.

    A list that was asked for while its day went on is asked for again.
    """
    days = [_last_day(at) - timedelta(days=back) for back in range(DAYS)]
    whole = {
        (one.source, one.on) for one in Statement.objects.filter(on__in=days) if one.fetched_at >= _closed_at(one.on)
    }
    return [(source, on) for on in days for source in statements.asked_for() if (source, on) not in whole]


def _held_against_ours(statement: Statement, *, at: datetime) -> Statement:
    matching.match(statement, at=at)
    matching.look_again(at=at)
    return statement


def _last_day(at: datetime) -> date:
    """The last day whose lists are made by now."""
    return (at.astimezone(ledger.ZONE) - timedelta(hours=HOUR)).date() - timedelta(days=1)


def _closed_at(on: date) -> datetime:
    midnight = datetime.combine(on, datetime.min.time(), tzinfo=ledger.ZONE)
    return midnight + timedelta(days=1)
