"""What becomes of a fee: the row that was told before she paid decides, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from mpaspor.cases import withdrawal
from mpaspor.core.clock import now
from mpaspor.notifications.models import Message
from mpaspor.offices import policy
from mpaspor.offices.models import Office, Rule
from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.decisions import adjudication
from mpaspor.stages.decisions.models import Decision, Reason
from mpaspor.stages.payments import billing, credit_letters, outcomes
from mpaspor.stages.payments.books import Balance
from mpaspor.stages.payments.models import Credit, FeeOutcome
from mpaspor.stages.visits import day_end, queue
from tests import books, people
from tests.cases import office_day

pytestmark = pytest.mark.django_db
MIDNIGHT = timedelta(hours=15)
LAW = "Permenkumham 8/2014 art. 21; PNBP is owed for the service, not for its result"


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    policy.forget()
    yield
    policy.forget()


def rule(key: str, value: object, *, office: Office | None = None, since: date = date(2021, 1, 1)) -> None:
    Rule.objects.create(key=key, value=value, office=office, valid_from=since, source="a test")
    policy.forget()


def person(name: str = people.RATNA.full_name) -> Applicant:
    return Applicant.objects.select_related("application__office").get(full_name=name)


def test_who_does_not_come_loses_the_fee_and_is_told_so_with_the_rule_that_decided() -> None:
    office_day.paid(people.RATNA, people.BAGUS, email="ratna@contoh.id")
    day_end.close(now() + MIDNIGHT)
    assert list(FeeOutcome.objects.values_list("cause", "verdict", "amount", "rule")) == [
        ("missed", "kept", 950_000, f"fee.after_missed = kept ({LAW})"),
        ("missed", "kept", 950_000, f"fee.after_missed = kept ({LAW})"),
    ]
    letter = Message.objects.get(kind="visits/missed")
    assert letter.context["fee"] == "Rp1.900.000 tidak kembali, karena tarif negara dibayar untuk layanannya"
    assert not Credit.objects.exists()


def test_where_the_rule_gives_it_back_the_fee_is_the_familys_again() -> None:
    rule("fee.after_missed", "credit", office=people.denpasar())
    office_day.paid(people.RATNA, people.BAGUS, email="ratna@contoh.id")
    day_end.close(now() + MIDNIGHT)
    assert list(Credit.objects.values_list("amount", "reason", "state")) == [(950_000, "outcome", "open")] * 2
    assert books.balance().credits == 1_900_000
    assert books.balance().fees == 0
    assert "Rp1.900.000 menjadi saldo Anda" in Message.objects.get(kind="visits/missed").context["fee"]


def test_the_rule_of_the_day_of_the_bill_counts_for_it_was_the_one_that_was_told() -> None:
    rule("fee.after_missed", "credit", since=now().date())
    office_day.paid()
    day_end.close(now() + MIDNIGHT)
    assert FeeOutcome.objects.get().verdict == "kept"


def test_a_refusal_asks_by_its_reason() -> None:
    rule("fee.after_refused", {"*": "kept", "wrong_type": "credit"})
    decision = office_day.to_decide(email="ratna@contoh.id")
    adjudication.refuse(decision, Reason.WRONG_TYPE, "Anda pernah punya paspor.", by=people.pertiwi(), at=now())
    assert FeeOutcome.objects.get().verdict == "credit"
    assert "menjadi saldo Anda" in Message.objects.get(kind="decisions/refused").context["fee"]


def test_a_refusal_for_any_other_reason_keeps_the_fee() -> None:
    rule("fee.after_refused", {"*": "kept", "wrong_type": "credit"})
    adjudication.refuse(office_day.to_decide(), Reason.FALSE_STATEMENT, "Tidak benar.", by=people.pertiwi(), at=now())
    assert FeeOutcome.objects.get().verdict == "kept"


def test_papers_that_never_came_and_visits_never_ended_are_incomplete() -> None:
    decision = office_day.to_decide()
    adjudication.want_papers(decision, ["birth_certificate"], "", by=people.pertiwi(), at=now())
    adjudication.end_waiting(Decision.objects.get(), at=now() + timedelta(days=9))
    visit = office_day.called(people.SUPARMAN)
    queue.leave(visit, "", by=None, at=now())
    day_end.close(now() + MIDNIGHT + timedelta(days=7))
    assert list(FeeOutcome.objects.values_list("cause", "verdict")) == [("incomplete", "kept")] * 2


def test_a_paid_file_taken_back_is_told_what_became_of_its_fee_and_an_unpaid_one_that_nothing_was_paid() -> None:
    withdrawal.withdraw(office_day.paid(email="ratna@contoh.id"), by=people.ratna(), at=now())
    withdrawal.withdraw(office_day.held(people.SUPARMAN, email="suparman@contoh.id"), by=None, at=now())
    assert FeeOutcome.objects.get().cause == "withdrawn"
    fees = {letter.address: letter.context["fee"] for letter in Message.objects.filter(kind="cases/withdrawn")}
    assert "Rp950.000 tidak kembali" in fees["ratna@contoh.id"]
    assert fees["suparman@contoh.id"] == "tidak ada yang dibayar"


def test_the_offices_own_fault_gives_the_fee_back_once_with_its_reason() -> None:
    office_day.paid(email="ratna@contoh.id")
    day_end.close(now() + MIDNIGHT)
    given = outcomes.give_back(person(), "Server kantor mati seharian.", by=people.head(), at=now() + MIDNIGHT)
    assert [(one.cause, one.verdict, one.why) for one in given] == [
        ("our_fault", "credit", "Server kantor mati seharian.")
    ]
    assert Credit.objects.get().amount == 950_000
    assert Message.objects.get(kind="payments/given_back").context["amount"] == "Rp950.000"
    with pytest.raises(outcomes.NothingPaid):
        outcomes.give_back(person(), "Sekali lagi.", by=people.head(), at=now() + MIDNIGHT)
    assert books.balance() == Balance(950_000, credits=950_000)


def test_the_fee_of_a_file_that_goes_on_of_a_passport_handed_over_or_without_a_reason_is_not_given_back() -> None:
    office_day.paid()
    with pytest.raises(outcomes.StillOpen):
        outcomes.give_back(person(), "Salah kami.", by=people.head(), at=now())
    day_end.close(now() + MIDNIGHT)
    with pytest.raises(outcomes.WhyNeeded):
        outcomes.give_back(person(), " ", by=people.head(), at=now())
    Applicant.objects.update(close_reason="done")
    with pytest.raises(outcomes.Served):
        outcomes.give_back(person(), "Salah kami.", by=people.head(), at=now())


def test_nothing_is_written_of_somebody_who_never_paid() -> None:
    application = office_day.held()
    assert outcomes.of(list(application.people.all()), "missed", by=None, at=now()) == []
    assert not FeeOutcome.objects.exists()


def test_what_is_stated_in_advance_is_what_the_rows_say() -> None:
    rule("fee.after_refused", {"*": "kept", "wrong_type": "credit"})
    lines = outcomes.stated(people.denpasar(), now().date(), reasons=dict(Reason.choices))
    assert [(line.cause, line.verdict, line.why, line.is_kept) for line in lines] == [
        ("missed", "kept", "", True),
        ("refused", "kept", "", True),
        ("refused", "credit", "Jenis permohonan tidak sesuai", False),
        ("incomplete", "kept", "", True),
        ("withdrawn", "kept", "", True),
        ("our_fault", "credit", "", False),
    ]
    assert lines[0].source == LAW


def test_a_kept_and_a_returned_fee_are_told_in_one_phrase() -> None:
    kept = FeeOutcome(verdict="kept", amount=950_000)
    back = FeeOutcome(verdict="credit", amount=650_000)
    told = credit_letters.fee_told([kept, back], "en")
    assert told == (
        "Rp950,000 is not given back, because the state's fee is paid for the service; "
        "Rp650,000 is your credit: use it again or ask for it back"
    )


def test_a_credit_given_back_pays_the_next_bill() -> None:
    rule("fee.after_withdrawn", "credit")
    withdrawal.withdraw(office_day.paid(), by=people.ratna(), at=now())
    again = billing.issue(office_day.held(hour=11), by=None, at=now() - office_day.DAYS_BEFORE)
    assert again.state == "settled"
    assert Credit.objects.get().used_for_id == again.pk
    assert books.of_money() == []
