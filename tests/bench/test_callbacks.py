"""Banks that misbehave, in miniature; and the counts can turn red."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bench import callbacks
from bench.callbacks import counts
from bench.callbacks.bank import Bank
from bench.callbacks.bills import Bills
from bench.ground import Ground

pytestmark = pytest.mark.real_clock
BILL = 900_000_001


def test_told_in_every_wrong_way_each_payment_is_noted_once() -> None:
    few = ["--count", "210", "--kills", "1", "--connections", "8", "--json"]
    told = subprocess.run(
        [sys.executable, "-m", "bench", "callbacks", *few], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert found["settled"] == found["taken"] > 0
    assert {"2002500", "4012500", "4042513", "4042514", "4042518", "4042519"} <= set(found["answers"])
    assert "| lost, doubled, unexplained, server errors | 0, 0, 0, 0 |" in callbacks.page(found)


def bank(*, taken: set[str] = frozenset(), refused: set[str] = frozenset()) -> Bank:  # type: ignore[assignment]
    """What a bank was told of its payments."""
    return Bank(("127.0.0.1", 0), "", "", taken=set(taken), refused=dict.fromkeys(refused, "4042513"))


def note(ground: Ground, number: str, bill: int | None = None) -> None:
    """A payment as somebody writes it who knows nothing of the house."""
    with ground.connect() as db:
        db.execute("SET session_replication_role = replica")
        db.execute(
            "INSERT INTO payments_payment (via, source, request_id, bill_id, code, amount, channel, reference, ntpn,"
            " stan, paid_at, received_at, outcome)"
            " VALUES ('bank', 'CONTOH', %s, %s, '', 950000, '', '', '', '', now(), now(), 'settled')",
            [number, bill],
        )


def test_a_payment_that_is_not_noted_is_lost(bare: Ground) -> None:
    assert counts.compare(bare, bank(taken={"nobody noted me"}), Bills(0, 0))["lost"] == 1


def test_what_was_noted_and_refused_is_unexplained(bare: Ground) -> None:
    before = counts.compare(bare, bank(), Bills(0, 0))["unexplained"]
    note(bare, "refused")
    assert counts.compare(bare, bank(refused={"refused"}), Bills(0, 0))["unexplained"] == before + 1
    assert counts.compare(bare, bank(taken={"refused"}), Bills(0, 0))["unexplained"] == before


def test_a_bill_that_took_two_payments_is_doubled(bare: Ground) -> None:
    with bare.connect() as db:
        db.execute("SET session_replication_role = replica")
        db.execute(
            "INSERT INTO payments_bill (id, application_id, code, amount, state, issued_at, expires_at, extensions)"
            " VALUES (%s, %s, '800000000000001', 0, 'settled', now() - interval '1 hour', now(), 0)",
            [BILL, BILL],
        )
    note(bare, "first", BILL)
    assert counts.compare(bare, bank(), Bills(BILL, 1))["doubled"] == 0
    note(bare, "second", BILL)
    assert counts.compare(bare, bank(), Bills(BILL, 1))["doubled"] == 1
