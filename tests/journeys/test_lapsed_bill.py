"""(c) Nobody pays in time: the place is kept a little, and a new code is one press; nobody pays that either, and it is
free. Another place, another bill, and it is paid.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.journeys import steps
from tests.journeys.cast import WAYAN
from tests.journeys.service import Service
from tests.journeys.visitor import Visitor

PATIENCE = 30.0


def test_a_bill_lapses_and_the_next_one_is_paid(arrive: Callable[..., Visitor], service: Service) -> None:
    wayan = arrive()
    steps.register(wayan, WAYAN)
    reference = steps.begin(wayan)
    steps.answer_everything(wayan, WAYAN)
    steps.photograph_papers(wayan, WAYAN)
    steps.confirm(wayan)
    steps.take_a_place(wayan)
    old = steps.have_a_bill_made(wayan)
    ((slot, taken),) = service.sql(TAKEN, reference)

    let_the_deadline_pass(service, old)
    wait_until_closed(wayan, service, old)
    assert service.sql("SELECT taken FROM appointments_slot WHERE id = %s", slot) == [(taken,)]
    second = steps.have_a_bill_made(wayan)
    assert second != old

    let_the_deadline_pass(service, second)
    wait_until_closed(wayan, service, second)
    assert service.sql("SELECT taken FROM appointments_slot WHERE id = %s", slot) == [(taken - 1,)]
    wayan.follow(wayan.page.locator("a[href$='/offices']").first)

    steps.take_a_place(wayan)
    new = steps.have_a_bill_made(wayan)
    assert new not in {old, second}
    steps.pay_at_the_bank(wayan, [WAYAN.full_name], new)
    wayan.open(f"/applications/{reference}/bill")
    wayan.open(f"/applications/{reference}/withdrawal")
    bills = service.sql(
        "SELECT code, b.state FROM payments_bill b JOIN applications_application a ON a.id = application_id "
        "WHERE reference = %s ORDER BY issued_at", reference
    )  # fmt: skip
    assert bills == [(old, "lapsed"), (second, "lapsed"), (new, "settled")]


TAKEN = (
    "SELECT s.id, s.taken FROM appointments_slot s JOIN appointments_appointment p ON p.slot_id = s.id "
    "JOIN applications_application a ON a.id = p.application_id WHERE a.reference = %s"
)


def let_the_deadline_pass(service: Service, code: str) -> None:
    """Three hours go by for this bill and its place; then the worker's minute comes round."""
    service.sql(
        "UPDATE payments_bill "
        "SET issued_at = issued_at - interval '3 hours', expires_at = expires_at - interval '3 hours' "
        "WHERE code = %s", code
    )  # fmt: skip
    service.sql(
        "UPDATE appointments_appointment p SET held_at = held_at - interval '3 hours', "
        "held_until = held_until - interval '3 hours' "
        "FROM payments_bill b WHERE b.application_id = p.application_id AND b.code = %s", code
    )  # fmt: skip


def wait_until_closed(visitor: Visitor, service: Service, code: str) -> None:
    """By the worker, which asks the treasury first; it looks once a minute."""
    until = time.monotonic() + PATIENCE + 60
    while service.sql("SELECT state FROM payments_bill WHERE code = %s", code) != [("lapsed",)]:
        assert time.monotonic() < until, "the worker has not closed the bill"
        time.sleep(1)
    visitor.open(visitor.path)
