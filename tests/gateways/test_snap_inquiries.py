"""Service 24, asked by a bank written only from the description of the standard."""

from __future__ import annotations

from mpaspor.gateways.snap.port import BillState
from tests.gateways.biller import CODE, Biller, bill
from tests.gateways.independent_snap import INQUIRY, IndependentBank

INQUIRY_KEYS = {
    "inquiryStatus", "inquiryReason", "partnerServiceId", "customerNo", "virtualAccountNo", "virtualAccountName",
    "virtualAccountEmail", "virtualAccountPhone", "inquiryRequestId", "totalAmount", "subCompany", "billDetails",
    "freeTexts", "virtualAccountTrxType", "feeAmount", "additionalInfo",
}  # fmt: skip


def test_a_bank_is_shown_whose_bill_it_is_and_how_much(bank: IndependentBank) -> None:
    told = bank.inquire(CODE, inquiryRequestId="202601080900000001")

    assert (told.status, told.code, told.content["responseMessage"]) == (200, "2002400", "Successful")
    assert told.account == {
        "inquiryStatus": "00",
        "inquiryReason": {"english": "Success", "indonesia": "Sukses"},
        "partnerServiceId": "   88899",
        "customerNo": CODE,
        "virtualAccountNo": f"   88899{CODE}",
        "virtualAccountName": "BUDI SANTOSO",
        "virtualAccountEmail": "",
        "virtualAccountPhone": "",
        "inquiryRequestId": "202601080900000001",
        "totalAmount": {"value": "650000.00", "currency": "IDR"},
        "subCompany": "00000",
        "billDetails": [
            {
                "billCode": "01",
                "billNo": CODE,
                "billName": "PASPOR",
                "billShortName": "PASPOR",
                "billDescription": {"english": "Passport", "indonesia": "Paspor"},
                "billSubCompany": "00000",
                "billAmount": {"value": "650000.00", "currency": "IDR"},
                "additionalInfo": {},
            }
        ],
        "freeTexts": [{"english": "Denpasar", "indonesia": "Denpasar"}],
        "virtualAccountTrxType": "C",
        "feeAmount": {"value": "0.00", "currency": "IDR"},
        "additionalInfo": {},
    }


def test_a_bare_number_is_a_customer_number_too(bank: IndependentBank) -> None:
    assert bank.inquire(CODE, customerNo=int(CODE)).code == "2002400"


def test_an_amount_may_come_empty_and_not_otherwise_wrong(bank: IndependentBank) -> None:
    assert bank.inquire(CODE, amount={"value": "", "currency": ""}).code == "2002400"
    assert bank.inquire(CODE, amount={"value": "650000.00", "currency": "IDR"}).code == "2002400"
    assert bank.inquire(CODE, amount={"value": "650000", "currency": "IDR"}).code == "4002401"


def test_whoever_signed_raw_bytes_or_minified_text_is_answered(bank: IndependentBank) -> None:
    account = {"partnerServiceId": "   88899", "customerNo": CODE, "virtualAccountNo": f"   88899{CODE}"}
    body = account | {"inquiryRequestId": "1"}
    assert bank.call(INQUIRY, body, sign_minified=True).code == "2002400"
    assert bank.call(INQUIRY, body, sign_minified=False).code == "2002400"


def test_every_refusal_keeps_every_key(bank: IndependentBank, biller: Biller) -> None:
    biller.bills[CODE] = bill(state=BillState.PAID)
    for told in (
        bank.inquire(CODE),
        bank.inquire(CODE, customerNo=...),
        bank.inquire(CODE, headers={"CHANNEL-ID": None}),
    ):
        assert set(told.account) == INQUIRY_KEYS
        assert told.account["inquiryStatus"] == "01"
        assert told.account["inquiryReason"]["english"]
        assert told.account["inquiryReason"]["indonesia"]
        assert len(told.account["inquiryReason"]["english"]) <= 64
    assert bank.inquire(CODE).account["virtualAccountNo"] == f"   88899{CODE}"


def test_an_inquiry_without_its_number_is_refused(bank: IndependentBank) -> None:
    assert bank.inquire(CODE, inquiryRequestId=...).code == "4002402"
    assert bank.inquire(CODE, inquiryRequestId="1" * 129).code == "4002401"
    assert bank.inquire(CODE, trxDateInit="kemarin").code == "4002401"
