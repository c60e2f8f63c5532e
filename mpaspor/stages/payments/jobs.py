"""Jobs of the money: load, call one act."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from mpaspor.audit.states import StateChanged
from mpaspor.core import turns
from mpaspor.core.clock import now
from mpaspor.gateways.link import Unavailable
from mpaspor.stages.payments import asking, calls, collecting, deadlines, paying_back, registration, scanning, won
from mpaspor.stages.payments.models import Bill

# Of each minute; a large draw is billed over some of them, so that other jobs have their turn.
SECONDS = 40
# Refunds and codes of one minute, each a question or two to somebody outside; the next minute takes the rest.
AT_ONCE = 200
# What the sweeps of each minute would not find again is tried for an hour by itself.
PATIENT = RetryStrategy(max_attempts=12, wait=30, linear_wait=60, retry_exceptions={Unavailable, asking.NotNoted})


@app.periodic(cron="* * * * *")
@app.task(queue="money", queueing_lock="lapse_unpaid")
def lapse_unpaid(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    at = now()
    turns.each((deadlines.close_overdue, deadlines.end_forgotten), lambda end: end(at=at))


@app.periodic(cron="* * * * *")
@app.task(queue="money", queueing_lock="bill_what_was_won")
def bill_what_was_won(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    won.bill_all(at=now(), seconds=SECONDS)


@app.task(queue="money")
def register_bill(bill_id: int) -> None:
    bill = Bill.objects.select_related("application", "applicant").get(pk=bill_id)
    registration.register(bill, at=now())


@app.periodic(cron="* * * * *")
@app.task(queue="money", queueing_lock="tell_treasury")
def tell_treasury(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    at = now()
    turns.each((registration.register_all, registration.withdraw_all), lambda tell: tell(at=at))


@app.task(queue="money", retry=PATIENT)
def ask_about(code: str) -> None:
    asking.about(code, at=now())


@app.periodic(cron="* * * * *")
@app.task(queue="money", queueing_lock="ask_treasury")
def ask_treasury(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    deadlines.ask_waiting(at=now())


@app.periodic(cron="* * * * *")
@app.task(queue="money", queueing_lock="take_codes_back")
def take_codes_back(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    at = now()
    turns.each(scanning.left_over(at)[:AT_ONCE], lambda code: scanning.take_back(code, at=at), silence=Unavailable)


# Half past two in Jakarta.
@app.periodic(cron="30 19 * * *")
@app.task(queue="money", queueing_lock="forget_old_calls")
def forget_old_calls(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    calls.forget_old(at=now())


@app.periodic(cron="* * * * *")
@app.task(queue="money", queueing_lock="ask_about_accounts")
def ask_about_accounts(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    at = now()
    turns.each(paying_back.to_ask()[:AT_ONCE], lambda refund: paying_back.ask(refund, at=at), silence=Unavailable)


@app.periodic(cron="* * * * *")
@app.task(queue="money", queueing_lock="pay_refunds")
def pay_refunds(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    at = now()
    turns.each(paying_back.to_pay()[:AT_ONCE], lambda refund: paying_back.pay(refund, at=at), silence=Unavailable)


@app.task(queue="money")
def ask_about_account(refund_id: int) -> None:
    """Right after it was written down; when the bank is away, `ask_about_accounts` asks again."""
    for refund in paying_back.to_ask().filter(pk=refund_id):
        with suppress(Unavailable, StateChanged):
            paying_back.ask(refund, at=now())


@app.periodic(cron="*/10 * * * *")
@app.task(queue="money", queueing_lock="collect_lists")
def collect_lists(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the minute
    collecting.collect_all(at=now())


@app.task(queue="money")
def collect_list(source: str, on: str) -> None:
    """A list a treasurer wants now; while its source is away, `collect_lists` asks again."""
    with suppress(Unavailable):
        collecting.collect(source, date.fromisoformat(on), at=now())
