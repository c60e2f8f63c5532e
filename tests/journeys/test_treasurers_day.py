"""(g) After all that money: the day is held against what others tell of it, nothing is left over, and two close it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

from playwright.sync_api import FilePayload

from mpaspor.stages.payments import statement_files
from mpaspor.stages.payments.notices import ACQUIRER
from mpaspor.stages.payments.statement_files import Line
from tests.journeys import steps
from tests.journeys.service import Service
from tests.journeys.visitor import Visitor

CENTRE = "treasurer@imigrasi.contoh.id /centre/money"


def test_the_day_is_whole_and_closed_by_two(desk: Callable[[str], Visitor], service: Service) -> None:
    on = str(service.sql("SELECT max(booked_on) FROM payments_payment")[0][0])
    page = f"/office/money?on={on}"
    first = desk("treasurer")
    first.open(page)
    first.page.locator("details", has_text="Unggah laporan").locator("summary").click()
    bring(first, what_was_scanned(service, on))
    first.open(page)
    first.send(first.page.locator("form[action$='/lists/collection']"))
    steps.wait_for(first, page, "Tandatangani hari ini")
    assert first.page.locator(".equation .even dd").inner_text() == "Rp0"
    first.send(first.page.locator("form[action$='/signature']"))
    assert first.reads("perlu orang kedua")

    second = desk("second-treasurer")
    second.open(page)
    second.send(second.page.locator("form[action$='/closure']"))
    assert second.reads("Ditutup")

    centre = desk(CENTRE)
    centre.open(f"/centre/money?on={on}")
    books = json.loads(service.run("books", "--json"))
    assert books["unexplained"] == 0
    assert json.loads(service.run("invariants", "--json"))["sound"]


def bring(treasurer: Visitor, content: bytes) -> None:
    """The acquirer's list of the day, as a file."""
    file: FilePayload = {"name": "qris.csv", "mimeType": "text/csv", "buffer": content}
    treasurer.page.locator("input[type=file][name=file]").set_input_files(file)
    treasurer.send(treasurer.page.locator("form[action$='/lists']"))
    assert treasurer.reads("disimpan dan dicocokkan")


def what_was_scanned(service: Service, on: str) -> bytes:
    rows = service.sql(
        "SELECT request_id, code, amount, channel, reference, paid_at FROM payments_payment "
        "WHERE source = %s AND booked_on = %s", ACQUIRER, on
    )  # fmt: skip
    return statement_files.write(ACQUIRER, date.fromisoformat(on), [Line(*row) for row in rows])
