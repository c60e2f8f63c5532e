"""Money that goes back: two look at it, never one twice, and what was not seen is not approved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from mpaspor.audit.models import Entry
from mpaspor.audit.states import ForbiddenMove, StateChanged
from mpaspor.gateways.payout.port import Account
from mpaspor.notifications.models import Message
from mpaspor.offices import policy
from mpaspor.offices.models import Rule
from mpaspor.stages.payments import paying_back, refunding
from mpaspor.stages.payments.books import Balance
from mpaspor.stages.payments.models import Credit, LedgerTransaction, Refund
from tests import books, people
from tests.stages.payments import refunds
from tests.stages.payments.refunds import AFTER, HERS, OTHERS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    policy.forget()
    yield
    policy.forget()


def causes() -> list[str]:
    return list(LedgerTransaction.objects.order_by("pk").values_list("cause", flat=True))


def test_a_credit_is_asked_for_checked_approved_and_paid() -> None:
    refund = refunds.approved()
    assert books.balance().refunds == 950_000
    paying_back.paid(refund, refunds.done(refund), at=AFTER)
    closed = refunds.again(refund)
    assert (closed.state, closed.reference, closed.paid_at) == ("paid", "8844", AFTER)
    assert (closed.checked_by, closed.approved_by) == (people.ariani(), people.second_treasurer())
    assert Credit.objects.get().state == "refunded"
    assert causes() == ["credit", "refund approved", "refund paid"]
    assert books.balance() == Balance(950_000, paid_out=950_000)
    assert books.of_money() == []


def test_each_step_is_in_the_trail_and_the_account_is_not() -> None:
    refund = refunds.approved()
    paying_back.paid(refund, refunds.done(refund), at=AFTER)
    told = Entry.objects.filter(record="refund").order_by("pk")
    acts = ["refund.requested", "refund.named", "refund.checked", "refund.approved", "refund.paid"]
    assert [entry.act for entry in told] == acts
    assert "1234567890" not in str([(entry.old, entry.new, entry.why) for entry in told])


def test_she_is_written_to_when_it_is_asked_for_and_when_it_is_paid() -> None:
    refund = refunds.approved()
    paying_back.paid(refund, refunds.done(refund), at=AFTER)
    told = {letter.kind: letter.context for letter in Message.objects.filter(kind__startswith="payments/refund")}
    assert set(told) == {"payments/refund_requested", "payments/refund_paid"}
    assert told["payments/refund_requested"]["account"] == "BCA •••• 7890"
    assert told["payments/refund_requested"]["until"] == "Jumat 16 Januari 2026"
    assert told["payments/refund_paid"]["number"] == refund.number


def test_what_is_told_before_names_the_law_and_the_last_day() -> None:
    told = refunding.terms(refunds.credit(), AFTER)
    assert (told.allowed, told.source) == (True, "UU 9/2018; PP 58/2020")
    assert (told.days, told.until) == (10, date(2026, 1, 16))


def test_money_of_a_reason_the_rule_does_not_name_pays_later_bills_only() -> None:
    Rule.objects.create(key="refund.reasons", value=["double"], valid_from=date(2021, 1, 1), source="a test")
    policy.forget()
    credit = refunds.credit()
    with pytest.raises(refunding.NotAllowed):
        refunding.request(credit, HERS, by=people.ratna(), at=AFTER)
    assert Credit.objects.get().state == "open"


@pytest.mark.parametrize(
    ("to", "fields"),
    [
        (Account("999", "1234567890", "Ratna"), ["bank"]),
        (Account("014", "12345", "Ratna"), ["account"]),
        (Account("014", "12345678901234567890123", "Ratna"), ["account"]),
        (Account("014", "1234567890", " 12 "), ["holder"]),
        (Account("", "abc", ""), ["bank", "account", "holder"]),
    ],
)
def test_an_account_nothing_can_be_sent_to_is_refused(to: Account, fields: list[str]) -> None:
    credit = refunds.credit()
    with pytest.raises(refunding.BadAccount) as refused:
        refunding.request(credit, to, by=people.ratna(), at=AFTER)
    assert refused.value.fields == fields
    assert Credit.objects.get().state == "open"


def test_a_credit_is_asked_for_once() -> None:
    refund = refunds.requested()
    assert refund.credit
    with pytest.raises(ForbiddenMove):
        refunding.request(refund.credit, HERS, by=people.ratna(), at=AFTER)
    with pytest.raises(StateChanged):
        refunding.request(
            Credit(pk=refund.credit_id, state="open", application=refund.credit.application, reason="late", amount=1),
            HERS, by=people.ratna(), at=AFTER,
        )  # fmt: skip


def test_nobody_checks_before_the_bank_said_whose_account_it_is() -> None:
    refund = refunds.requested()
    with pytest.raises(refunding.NotNamed):
        refunding.check(refund, refund.number, by=people.ariani(), at=AFTER)


def test_an_account_the_bank_does_not_know_goes_back_to_her_to_put_right() -> None:
    refund = refunds.named(None)
    with pytest.raises(refunding.NoAccount):
        refunding.check(refund, refund.number, by=people.ariani(), at=AFTER)
    assert Message.objects.filter(kind="payments/refund_unknown").count() == 1
    better = refunding.correct(refund, OTHERS, by=people.ratna(), at=AFTER)
    assert (better.state, better.bank, better.named_at) == ("requested", "008", None)
    assert better.number != refund.number


def test_another_name_at_the_bank_needs_words() -> None:
    refund = refunds.named("BAGUS PRAMONO")
    with pytest.raises(refunding.NameDiffers):
        refunding.check(refund, refund.number, by=people.ariani(), at=AFTER)
    passed = refunding.check(
        refund, refund.number, by=people.ariani(), at=AFTER, why="Suami, KK sama; sudah ditelepon."
    )
    assert passed.state == "checked"


def test_whoever_wrote_the_account_down_does_not_check_it_and_the_database_says_so_too() -> None:
    refund = refunding.request(refunds.credit(), HERS, by=people.ariani(), at=AFTER)
    paying_back.note_owner(refund, "RATNA WULANDARI", at=AFTER)
    with pytest.raises(refunding.AskedYourself):
        refunding.check(refund, refund.number, by=people.ariani(), at=AFTER)
    with pytest.raises(IntegrityError, match="refund_is_checked_by_another"), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(state="checked", checked_by=people.ariani())
    passed = refunding.check(refund, refund.number, by=people.second_treasurer(), at=AFTER)
    assert refunding.approve(passed, passed.number, by=people.ariani(), at=AFTER).state == "approved"


@pytest.mark.parametrize(
    ("named", "is_hers"), [("RATNA  WULANDARI", True), ("MADE WIRAWAN", False), ("", True), (None, True)]
)
def test_whether_the_account_is_of_somebody_in_the_file_is_told(named: str | None, *, is_hers: bool) -> None:
    refund = refunds.requested()
    if named is not None:
        paying_back.note_owner(refund, named or None, at=AFTER)
    assert refunding.is_of_the_file(refunds.again(refund)) is is_hers


def test_whoever_checked_does_not_approve_and_the_database_says_so_too() -> None:
    refund = refunds.checked()
    with pytest.raises(refunding.SamePerson):
        refunding.approve(refund, refund.number, by=people.ariani(), at=AFTER)
    with pytest.raises(IntegrityError, match="refund_has_four_eyes"), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(state="approved", approved_by=people.ariani())
    with pytest.raises(IntegrityError, match="refund_paid_is_approved"), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(state="paid")


def test_an_account_changed_since_it_was_seen_is_looked_at_again() -> None:
    seen = refunds.named()
    refunding.correct(seen, OTHERS, by=people.ratna(), at=AFTER)
    with pytest.raises(refunding.AnotherOrder):
        refunding.check(seen, seen.number, by=people.ariani(), at=AFTER)


def test_what_the_bank_says_of_an_account_changed_meanwhile_is_not_believed() -> None:
    asked = refunds.requested()
    refunding.correct(asked, OTHERS, by=people.ratna(), at=AFTER)
    with pytest.raises(refunding.AnotherOrder):
        paying_back.note_owner(asked, "RATNA WULANDARI", at=AFTER)


def test_a_refund_the_bank_sends_back_is_put_right_and_looked_at_by_two_again() -> None:
    back = refunds.bounced()
    assert Message.objects.get(kind="payments/refund_bounced").context["said"] == "Inactive Account"
    better = refunding.correct(back, OTHERS, by=people.ratna(), at=AFTER)
    assert (better.state, better.checked_by, better.approved_by) == ("requested", None, None)
    paying_back.note_owner(better, "RATNA WULANDARI", at=AFTER)
    refunding.check(better, better.number, by=people.second_treasurer(), at=AFTER)
    twice = refunding.approve(better, better.number, by=people.head(), at=AFTER)
    paying_back.paid(twice, refunds.done(twice), at=AFTER)
    assert causes() == ["credit", "refund approved", "refund paid"]
    assert books.balance().paid_out == 950_000
    assert books.of_money() == []


def test_one_that_is_declined_leaves_the_credit_open_with_its_reason() -> None:
    refund = refunds.named()
    with pytest.raises(refunding.WhyNeeded):
        refunding.decline(refund, refund.number, " ", by=people.ariani(), at=AFTER)
    refunding.decline(refund, refund.number, "Sudah dikembalikan bank.", by=people.ariani(), at=AFTER)
    assert Credit.objects.get().state == "open"
    assert Message.objects.get(kind="payments/refund_declined").context["why"] == "Sudah dikembalikan bank."
    assert refunding.request(Credit.objects.get(), OTHERS, by=people.ratna(), at=AFTER).state == "requested"
    assert causes() == ["credit"]


def test_a_checked_one_may_be_declined_by_the_second() -> None:
    refund = refunds.checked()
    refunding.decline(refund, refund.number, "Bukti kurang.", by=people.second_treasurer(), at=AFTER)
    assert Credit.objects.get().state == "open"


def test_one_declined_after_the_bank_sent_it_back_is_called_off_in_the_books() -> None:
    back = refunds.bounced()
    refunding.decline(back, back.number, "Tidak ada rekening lain.", by=people.ariani(), at=AFTER)
    assert causes() == ["credit", "refund approved", "refund called off"]
    assert books.balance().credits == 950_000
    assert books.of_money() == []


def test_she_may_take_it_back_until_it_is_checked() -> None:
    refund = refunds.named()
    assert refunding.take_back(refund, by=people.ratna(), at=AFTER).state == "declined"
    assert Credit.objects.get().state == "open"
    assert not Message.objects.filter(kind="payments/refund_declined").exists()


def test_what_is_checked_can_be_neither_changed_nor_taken_back() -> None:
    refund = refunds.checked()
    with pytest.raises(refunding.TooLate):
        refunding.take_back(refund, by=people.ratna(), at=AFTER)
    with pytest.raises(refunding.TooLate):
        refunding.correct(refund, OTHERS, by=people.ratna(), at=AFTER)


def test_one_the_bank_sent_back_may_be_taken_back() -> None:
    refunding.take_back(refunds.bounced(), by=people.ratna(), at=AFTER)
    assert Credit.objects.get().state == "open"
    assert books.of_money() == []
