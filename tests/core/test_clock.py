from __future__ import annotations

from datetime import UTC, date, datetime

import time_machine

from mpaspor.core import clock


def test_now_is_utc() -> None:
    assert clock.now().tzinfo is UTC


def test_it_is_tomorrow_in_jayapura_while_still_today_in_jakarta() -> None:
    with time_machine.travel(datetime(2026, 1, 2, 15, 30, tzinfo=UTC)):
        assert clock.today("Asia/Jayapura") == date(2026, 1, 3)
        assert clock.today("Asia/Jakarta") == date(2026, 1, 2)
