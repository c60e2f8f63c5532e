"""The bank that pays money back, over HTTP: account inquiry (16), interbank transfer (18), its status (36)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mpaspor.core import clock
from mpaspor.gateways import link
from mpaspor.gateways.link import Check, Unavailable
from mpaspor.gateways.payout.port import Account, DifferentOrder, Payout, State
from mpaspor.gateways.snap import codes, moments, reading
from mpaspor.gateways.snap.codes import Service
from mpaspor.gateways.snap.session import BASE, Answer, Session

INQUIRY_PATH, TRANSFER_PATH = f"{BASE}/account-inquiry-external", f"{BASE}/transfer-interbank"
STATUS_PATH = f"{BASE}/transfer/status"
# Answers after which the bank will not pay this order, whatever happens.
REJECTIONS = {
    codes.INVALID_ACCOUNT,
    codes.INACTIVE_ACCOUNT,
    codes.INVALID_ROUTING,
    codes.EXCEEDS_LIMIT,
    codes.SUSPECTED_FRAUD,
    codes.DO_NOT_HONOR,
    codes.NOT_PERMITTED,
}
_STATES = {
    "00": State.PAID,
    "01": State.SENDING,
    "02": State.SENDING,
    "03": State.SENDING,
    "04": State.REJECTED,
    "05": State.REJECTED,
    "06": State.REJECTED,
}
_NOBODY = "0" * 16
_LONGEST = 64


class PayerClient:
    """Our account at that bank, `source`."""

    def __init__(self, session: Session, *, source: str) -> None:
        self._session = session
        self._source = source

    def send(self, reference: str, amount: int, account: Account) -> Payout:
        """Send whole rupiah, once per reference. Raises `DifferentOrder`, `Unavailable`."""
        asked = {
            "partnerReferenceNo": reference,
            "amount": reading.write_amount(amount),
            "beneficiaryAccountName": account.name,
            "beneficiaryAccountNo": account.number,
            "beneficiaryBankCode": account.bank,
            "sourceAccountNo": self._source,
            "transactionDate": moments.write(clock.now()),
            "additionalInfo": {},
        }
        answer = self._session.call(Service.TRANSFER, TRANSFER_PATH, asked)
        if answer.case is codes.DUPLICATE_REFERENCE:
            return self._sent_before(reference, amount, account)
        if answer.case in REJECTIONS:
            return Payout(reference, State.REJECTED, reason=_reason(answer))
        if answer.case not in (codes.SUCCESSFUL, codes.IN_PROGRESS):
            raise Unavailable(f"the paying bank answered {_reason(answer)}")
        # Done or under way: what exactly, and when, is read from the one place that says so.
        return self._found(reference, self._ask_status(reference))

    def status(self, reference: str) -> Payout | None:
        """The order under our reference; None = it never arrived. Raises `Unavailable`."""
        answer = self._ask_status(reference)
        return None if answer.case is codes.TRANSACTION_NOT_FOUND else self._found(reference, answer)

    def owner(self, account: Account) -> str | None:
        """The name the account bears; None = there is no such account, or it is closed. Raises `Unavailable`."""
        asked = {
            "beneficiaryBankCode": account.bank,
            "beneficiaryAccountNo": account.number,
            "additionalInfo": {"beneficiaryAccountName": account.name},
        }
        answer = self._session.call(Service.ACCOUNT_INQUIRY, INQUIRY_PATH, asked)
        if answer.case in (codes.INVALID_ACCOUNT, codes.INACTIVE_ACCOUNT):
            return None
        name = _text(answer.content, "beneficiaryAccountName") if answer.is_success else ""
        if not name:
            raise Unavailable(f"the paying bank answered {_reason(answer)}")
        return name

    def check(self) -> Check:
        """Ask about an order nobody gave: the right answer, to our token and signature, is "not found"."""
        return link.check("payout", self._probe)

    def _probe(self) -> str:
        if self.status(_NOBODY) is not None:
            raise Unavailable("the paying bank knows an order nobody gave")
        return "answers and accepts our signature"

    def _ask_status(self, reference: str) -> Answer:
        asked = {"originalPartnerReferenceNo": reference, "serviceCode": Service.TRANSFER.value, "additionalInfo": {}}
        answer = self._session.call(Service.TRANSFER_STATUS, STATUS_PATH, asked)
        if not answer.is_success and answer.case is not codes.TRANSACTION_NOT_FOUND:
            raise Unavailable(f"the paying bank answered {_reason(answer)}")
        return answer

    def _sent_before(self, reference: str, amount: int, account: Account) -> Payout:
        answer = self._ask_status(reference)
        payout = self._found(reference, answer)
        if _order(answer.content) != (amount, account.bank, account.number):
            raise DifferentOrder(reference)
        return payout

    def _found(self, reference: str, answer: Answer) -> Payout:
        content = answer.content
        state = _STATES.get(_text(content, "latestTransactionStatus"))
        if state is None or _text(content, "originalPartnerReferenceNo") != reference:
            raise Unavailable("the paying bank's answer cannot be read")
        try:
            done_at = reading.moment(content, "transactionDate")
        except codes.Refused as refused:
            raise Unavailable("the paying bank's answer cannot be read: transactionDate") from refused
        return Payout(
            reference,
            state,
            provider_reference=_text(content, "originalReferenceNo"),
            reason=_text(content, "transactionStatusDesc") if state == State.REJECTED else "",
            paid_at=done_at if state == State.PAID else None,
        )


def _order(content: Mapping[str, Any]) -> tuple[int | None, str, str]:
    try:
        amount = reading.amount(content, "amount")
    except codes.Refused as refused:
        raise Unavailable("the paying bank's answer cannot be read: amount") from refused
    return (
        amount.rupiah if amount else None,
        _text(content, "beneficiaryBankCode"),
        _text(content, "beneficiaryAccountNo"),
    )


def _text(content: Mapping[str, Any], name: str) -> str:
    try:
        return reading.text(content, name, longest=_LONGEST)
    except codes.Refused as refused:
        raise Unavailable(f"the paying bank's answer cannot be read: {name}") from refused


def _reason(answer: Answer) -> str:
    return str(answer.content.get("responseMessage") or answer.case.message())[:200]
