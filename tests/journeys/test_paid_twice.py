"""(e) One code is paid on two ways at once: a fee and a credit, and the credit goes back by two officers."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys import money, steps
from tests.journeys.service import Service
from tests.journeys.visitor import Visitor

SECOND = "second-treasurer"
ACCOUNT = {"bank": "014", "account": "1234 567 890"}


def test_money_paid_twice_goes_back_once_two_have_looked(
    arrive: Callable[..., Visitor], desk: Callable[[str], Visitor], service: Service
) -> None:
    twice, file = money.at_her_phone(arrive, service, first=2010, language="en")
    reference = file["reference"]
    steps.take_a_place(twice)
    code = steps.have_a_bill_made(twice)
    money.wait_until_known(service, code)
    steps.pay_at_the_counter(twice, code, "begin")
    steps.pay_at_the_bank(twice, [], code)
    steps.pay_at_the_counter(twice, code)

    twice.open(f"/applications/{reference}/bill")
    assert twice.reads("Paid")
    steps.wait_for(twice, "/applications/credits", "Credit to use")
    assert twice.reads("This bill was paid already when this money came")
    twice.follow(twice.page.locator("a[href$='/refund']"))
    twice.send(twice.form("account"), status=422)
    for name, value in ACCOUNT.items():
        twice.write(name, value)
    twice.send(twice.form("account"))
    number = number_of(service, reference)

    first = desk("treasurer")
    steps.wait_for(first, "/office/money/refunds", number)
    steps.wait_for(first, open_refund(first, number), "Sudah diperiksa")
    first.send(first.page.locator("form[action$='/check']"))
    first.open(open_refund(first, number))
    assert first.reads("Anda yang memeriksa")
    assert not first.page.locator("form[action$='/approval']").count()

    second = desk(SECOND)
    second.open("/office/money/refunds")
    second.open(open_refund(second, number))
    second.send(second.page.locator("form[action$='/approval']"))
    service.work("money", money.PAY)
    steps.wait_for(twice, "/applications/credits", "Money returned")
    letter = steps.read_the_letter(twice, file["email"], "sudah dikirim ke rekening Anda")
    assert all(said in letter for said in ("Rp950.000", "•••• 7890", number))
    assert service.sql(LEFT, reference) == [("refunded",)]


LEFT = (
    "SELECT c.state FROM payments_credit c JOIN applications_application a ON a.id = c.application_id "
    "WHERE a.reference = %s"
)


def number_of(service: Service, reference: str) -> str:
    ((number,),) = service.sql(
        "SELECT r.number FROM payments_refund r JOIN payments_credit c ON c.id = r.credit_id "
        "JOIN applications_application a ON a.id = c.application_id WHERE a.reference = %s", reference
    )  # fmt: skip
    return str(number)


def open_refund(treasurer: Visitor, number: str) -> str:
    """The address of this refund, from the list."""
    treasurer.open("/office/money/refunds")
    link = treasurer.page.locator("tr", has_text=number).locator("a").first.get_attribute("href")
    assert link
    return link
