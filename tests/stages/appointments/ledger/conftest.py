"""Seals are made in tests as in a cluster of their own."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from mpaspor.stages.appointments.ledger import lines

OLDER_ELSEWHERE = """
SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname <> current_database() AND backend_xid::text::bigint < %s)
"""


@pytest.fixture(autouse=True)
def alone_in_the_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    """Transactions are counted by the whole server: tests beside us, in databases of their own, hold seals back too."""
    complete = lines.complete

    def after_the_others() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            (number,) = cursor.fetchone()
            for _ in range(1200):
                cursor.execute(OLDER_ELSEWHERE, [number])
                if cursor.fetchone() == (False,):
                    break
                threading.Event().wait(0.1)
        return complete()

    monkeypatch.setattr(lines, "complete", after_the_others)
