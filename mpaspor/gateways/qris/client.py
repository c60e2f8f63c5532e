"""The acquirer over HTTP: generate (47), query (51), cancel (77)."""

from __future__ import annotations

from datetime import datetime

from mpaspor.core import clock
from mpaspor.gateways import link
from mpaspor.gateways.link import Check, Unavailable
from mpaspor.gateways.qris import emv, tlv, wire
from mpaspor.gateways.qris.port import NoSuchQr, QrCode, QrRefused, QrStatus
from mpaspor.gateways.snap import codes, moments, reading
from mpaspor.gateways.snap.codes import Service
from mpaspor.gateways.snap.session import Session

_NO_REFERENCE = "0" * 15
_LONGEST = 64


class AcquirerClient:
    """Our access to the acquirer, as its merchant."""

    def __init__(self, session: Session, *, merchant: str) -> None:
        self._session = session
        self._merchant = merchant

    def generate(self, reference: str, amount: int, *, expires_at: datetime) -> QrCode:
        """The code of a bill, checked before anybody is shown it. Raises `QrRefused`, `Unavailable`."""
        asked = {
            "merchantId": self._merchant,
            "partnerReferenceNo": reference,
            "amount": reading.write_amount(amount),
            "validityPeriod": moments.write(expires_at),
            "additionalInfo": {},
        }
        answer = self._session.call(Service.QR_GENERATE, wire.GENERATE_PATH, asked)
        if not answer.is_success:
            raise QrRefused(answer.case.message())
        try:
            acquirer_reference = reading.text(answer.content, "referenceNo", longest=_LONGEST)
            content = reading.text(answer.content, "qrContent", longest=tlv.LONGEST)
            code = emv.check(content)
        except (codes.Refused, tlv.Malformed) as wrong:
            raise Unavailable(f"the acquirer gave no lawful code: {wrong}") from wrong
        if not code.is_dynamic or code.amount != amount or not acquirer_reference:
            raise Unavailable("the acquirer gave the code of another amount")
        return QrCode(reference, acquirer_reference, content, amount, expires_at)

    def query(self, reference: str, *, acquirer_reference: str = "") -> QrStatus:
        """What became of a code. Raises `NoSuchQr`, `Unavailable`."""
        asked = {
            "originalReferenceNo": acquirer_reference,
            "originalPartnerReferenceNo": reference,
            "merchantId": self._merchant,
            "serviceCode": "47",
            "additionalInfo": {},
        }
        answer = self._session.call(Service.QR_QUERY, wire.QUERY_PATH, asked)
        if answer.case is codes.TRANSACTION_NOT_FOUND:
            raise NoSuchQr(reference)
        if not answer.is_success:
            raise Unavailable(f"the acquirer answered {answer.case}")
        try:
            status = wire.read_status(answer.content, at=clock.now())
        except wire.Unreadable as unreadable:
            raise Unavailable(f"the acquirer's answer cannot be read: {unreadable}") from unreadable
        if status.reference != reference:
            raise Unavailable("the acquirer answered about another code")
        return status

    def cancel(self, reference: str, *, acquirer_reference: str = "", reason: str = "") -> QrStatus:
        """Take a code back; a paid one stays so. Raises `NoSuchQr`, `Unavailable`."""
        asked = {
            "originalPartnerReferenceNo": reference,
            "originalReferenceNo": acquirer_reference,
            "merchantId": self._merchant,
            "reason": reason or "bill closed",
        }
        answer = self._session.call(Service.QR_CANCEL, wire.CANCEL_PATH, asked)
        if answer.case is codes.TRANSACTION_NOT_FOUND:
            raise NoSuchQr(reference)
        if not answer.is_success and answer.case is not codes.INVALID_STATUS:
            raise Unavailable(f"the acquirer answered {answer.case}")
        return self.query(reference, acquirer_reference=acquirer_reference)

    def check(self) -> Check:
        """Ask about a code nobody has: the right answer, to our token and signature, is "not found"."""
        return link.check("qris", self._probe)

    def _probe(self) -> str:
        try:
            self.query(_NO_REFERENCE)
        except NoSuchQr:
            return "answers and accepts our signature"
        raise Unavailable("the acquirer knows a code nobody has")
