"""(d) The applicant's part of the first journey, in a browser that runs no scripts."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys import steps
from tests.journeys.cast import SUPARMAN
from tests.journeys.visitor import Visitor


def test_suparman_needs_no_scripts(arrive: Callable[..., Visitor]) -> None:
    suparman = arrive(scripts=False)
    suparman.open("/")
    steps.register(suparman, SUPARMAN)
    reference = steps.begin(suparman)
    steps.answer_everything(suparman, SUPARMAN)
    steps.photograph_papers(suparman, SUPARMAN)
    steps.confirm(suparman)
    steps.take_a_place(suparman)
    code = steps.have_a_bill_made(suparman)
    steps.pay_at_the_bank(suparman, [SUPARMAN.full_name], code)
    suparman.open(f"/applications/{reference}/bill")
    suparman.open(f"/applications/{reference}/proof")
    assert suparman.reads(reference)
