"""(a) One adult, a new electronic passport, from an account to the book in her hand."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.journeys import office, steps
from tests.journeys.cast import SARI
from tests.journeys.service import Service
from tests.journeys.visitor import Visitor


def test_sari_holds_her_first_passport(
    arrive: Callable[..., Visitor], desk: Callable[[str], Visitor], service: Service
) -> None:
    sari = arrive(both=True)
    sari.open("/")
    steps.register(sari, SARI)
    reference = steps.begin(sari)
    steps.answer_everything(sari, SARI)
    steps.photograph_papers(sari, SARI)
    steps.confirm(sari)
    steps.take_a_place(sari)
    code = steps.have_a_bill_made(sari)
    steps.pay_at_the_bank(sari, [SARI.full_name], code)
    sari.open(f"/applications/{reference}/bill")
    sari.open(f"/applications/{reference}/proof")
    assert sari.reads(reference)
    sari.open(f"/applications/{reference}/move")
    steps.come_now(sari, reference)

    ticket = office.check_in(desk("counter"), reference)
    sari.open(f"/applications/{reference}/proof")
    assert sari.reads(ticket)
    office.call(desk("counter"), ticket)
    office.examine(desk("counter"), ticket)
    office.interview(desk("interviewer"), ticket, SARI)
    steps.open_the_file(sari, reference)
    office.grant(desk("adjudicator"), reference)
    steps.open_the_file(sari, reference)
    number = office.print_the_book(desk("printer"), reference)
    steps.open_the_file(sari, reference)
    office.hand_over(desk("handover"), number, SARI)

    steps.open_the_file(sari, reference)
    sari.open(f"/applications/{reference}/trail")
    sari.open("/applications")
    assert service.sql("SELECT state FROM passports_passport WHERE number = %s", number) == [("collected",)]
    assert json.loads(service.run("invariants", "--json"))["sound"]
