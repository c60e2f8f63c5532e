"""Service 24: before it takes money a bank asks whose bill this is, and how much."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mpaspor.gateways.snap import accounts, codes, door, reading
from mpaspor.gateways.snap.accounts import Account
from mpaspor.gateways.snap.codes import Case, Refused, Service
from mpaspor.gateways.snap.door import Call, Door, Form, Reply
from mpaspor.gateways.snap.port import Bill, BillState, Partner

LONGEST_REQUEST_ID = 128
CLOSED_AMOUNT = "C"
_SUB_COMPANY = "00000"
_NO_AMOUNT = {"value": "", "currency": ""}
_TEXT, _NAME, _SHORT_NAME = 64, 64, 18


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What the bank asks; `asked_at` is the bank's word, UTC."""

    account: Account
    request_id: str
    asked_at: datetime | None
    channel: str

    @property
    def billing_code(self) -> str:
        """Our bill's number."""
        return self.account.customer_no


def answer(call: Call, *, door: Door, find: Callable[[Partner, Inquiry], Bill | None], at: datetime) -> Reply:
    """The whole service. `find` looks the bill up, and may note that this partner asked now (see `payments.decide`)."""
    try:
        partner, inquiry = door.admit(call, FORM, at=at)
        accounts.check_owner(inquiry.account, partner)
        bill = find(partner, inquiry)
        return Reply(200, _accepted(inquiry, decide(bill, partner=partner, at=at)))
    except Refused as refusal:
        return refuse(call, refusal)


def read(content: Mapping[str, Any]) -> Inquiry:
    """Raises `Refused`, 4002401."""
    account = accounts.read(content)
    reading.optional_amount(content, "amount")
    return Inquiry(
        account=account,
        request_id=reading.text(content, "inquiryRequestId", longest=LONGEST_REQUEST_ID),
        asked_at=reading.moment(content, "trxDateInit"),
        channel=reading.text(content, "channelCode", longest=16),
    )


FORM = Form((*accounts.MANDATORY, "inquiryRequestId"), read)


def decide(bill: Bill | None, *, partner: Partner, at: datetime) -> Bill:
    """The bill, when it can be paid now. Raises `Refused`: unknown, paid, expired (as this partner wants it)."""
    if bill is None:
        raise Refused(codes.INVALID_BILL, "Not found")
    if bill.state == BillState.PAID:
        raise Refused(codes.PAID_BILL)
    if bill.state == BillState.CANCELLED:
        raise Refused(codes.INVALID_BILL, "Cancelled")
    if bill.state == BillState.EXPIRED or bill.expires_at <= at:
        raise Refused(partner.expired)
    return bill


def refuse(call: Call, refusal: Refused) -> Reply:
    """The refusal with the whole block: some banks read every key, whatever the answer."""
    return door.refused(Service.VA_INQUIRY, refusal, {"virtualAccountData": _empty(door.said(call), refusal)})


def reason(case: Case, detail: str = "") -> dict[str, str]:
    """In both languages, at most 64 characters each."""
    english = "Success" if case is codes.SUCCESSFUL else case.message(detail)
    indonesia = INDONESIAN.get(case, "Permintaan tidak dapat dipenuhi")
    return {"english": english[:_TEXT], "indonesia": indonesia[:_TEXT]}


INDONESIAN = {
    codes.SUCCESSFUL: "Sukses",
    codes.INVALID_FORMAT: "Isian tidak sesuai format",
    codes.MISSING_FIELD: "Isian wajib belum ada",
    codes.UNAUTHORIZED: "Tidak berhak",
    codes.INVALID_TOKEN: "Token tidak berlaku",
    codes.CONFLICT: "Nomor permintaan sudah dipakai hari ini",
    codes.INVALID_BILL: "Tagihan tidak ditemukan atau dibatalkan",
    codes.PAID_BILL: "Tagihan sudah dibayar",
    codes.EXPIRED_BILL: "Tagihan sudah lewat waktu",
    codes.TRANSACTION_EXPIRED: "Tagihan sudah lewat waktu",
    codes.INVALID_AMOUNT: "Jumlah tidak sama dengan tagihan",
    codes.INCONSISTENT: "Nomor pembayaran sudah pernah dipakai",
    codes.PARTNER_NOT_FOUND: "Mitra tidak dikenal",
}


def _accepted(inquiry: Inquiry, bill: Bill) -> dict[str, Any]:
    amount = reading.write_amount(bill.amount)
    return {
        **codes.head(Service.VA_INQUIRY, codes.SUCCESSFUL),
        "virtualAccountData": {
            "inquiryStatus": "00",
            "inquiryReason": reason(codes.SUCCESSFUL),
            **inquiry.account.to_json(),
            "virtualAccountName": bill.payer[:_NAME],
            "virtualAccountEmail": "",
            "virtualAccountPhone": "",
            "inquiryRequestId": inquiry.request_id,
            "totalAmount": amount,
            "subCompany": _SUB_COMPANY,
            "billDetails": [_detail(bill, amount)],
            "freeTexts": [{"english": bill.place[:_TEXT], "indonesia": bill.place[:_TEXT]}] if bill.place else [],
            "virtualAccountTrxType": CLOSED_AMOUNT,
            "feeAmount": reading.write_amount(0),
            "additionalInfo": {},
        },
    }


def _detail(bill: Bill, amount: dict[str, str]) -> dict[str, Any]:
    return {
        "billCode": "01",
        "billNo": bill.code,
        "billName": bill.name[:_SHORT_NAME],
        "billShortName": bill.name[:_SHORT_NAME],
        "billDescription": {"english": bill.english[:_TEXT], "indonesia": bill.indonesia[:_TEXT]},
        "billSubCompany": _SUB_COMPANY,
        "billAmount": amount,
        "additionalInfo": {},
    }


def _empty(said: Mapping[str, Any], refusal: Refused) -> dict[str, Any]:
    return {
        "inquiryStatus": "01",
        "inquiryReason": reason(refusal.case, refusal.detail),
        accounts.SERVICE_ID: accounts.mirrored(said, accounts.SERVICE_ID, accounts.WIDTH),
        accounts.CUSTOMER_NO: accounts.mirrored(said, accounts.CUSTOMER_NO, 20),
        accounts.ACCOUNT_NO: accounts.mirrored(said, accounts.ACCOUNT_NO, 28),
        "virtualAccountName": "",
        "virtualAccountEmail": "",
        "virtualAccountPhone": "",
        "inquiryRequestId": accounts.mirrored(said, "inquiryRequestId", LONGEST_REQUEST_ID),
        "totalAmount": _NO_AMOUNT,
        "subCompany": _SUB_COMPANY,
        "billDetails": [],
        "freeTexts": [],
        "virtualAccountTrxType": CLOSED_AMOUNT,
        "feeAmount": _NO_AMOUNT,
        "additionalInfo": {},
    }
