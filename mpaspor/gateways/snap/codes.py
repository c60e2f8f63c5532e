"""The standard's answers: HTTP status, service and case make seven digits; one table of what each case means.

Source: ASPI, SNAP technical standard 1.0.2, response codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_PLACE = "{}"


class Service(StrEnum):
    """What is asked, by the two digits that stand in each answer."""

    NONE = "00"
    ACCOUNT_INQUIRY = "16"
    TRANSFER = "18"
    VA_INQUIRY = "24"
    VA_PAYMENT = "25"
    VA_STATUS = "26"
    VA_REPORT = "35"
    TRANSFER_STATUS = "36"
    QR_GENERATE = "47"
    QR_QUERY = "51"
    QR_NOTIFY = "52"
    TOKEN = "73"  # noqa: S105
    QR_CANCEL = "77"


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the table: the HTTP status, the case's two digits and the sentence."""

    status: int
    number: str
    meaning: str

    def message(self, detail: str = "") -> str:
        """The sentence, with the field or the reason in its place."""
        if _PLACE not in self.meaning:
            return self.meaning
        return self.meaning.replace(_PLACE, detail) if detail else self.meaning.partition(_PLACE)[0].rstrip(" .[")


SUCCESSFUL = Case(200, "00", "Successful")
IN_PROGRESS = Case(202, "00", "Request In Progress")
BAD_REQUEST = Case(400, "00", "Bad Request")
INVALID_FORMAT = Case(400, "01", "Invalid Field Format {}")
MISSING_FIELD = Case(400, "02", "Invalid Mandatory Field {}")
UNAUTHORIZED = Case(401, "00", "Unauthorized. [{}]")
INVALID_TOKEN = Case(401, "01", "Invalid Token (B2B)")
INVALID_CUSTOMER_TOKEN = Case(401, "02", "Invalid Customer Token")
TOKEN_NOT_FOUND = Case(401, "03", "Token Not Found (B2B)")
CUSTOMER_TOKEN_NOT_FOUND = Case(401, "04", "Customer Token Not Found")
TRANSACTION_EXPIRED = Case(403, "00", "Transaction Expired")
FEATURE_NOT_ALLOWED = Case(403, "01", "Feature Not Allowed {}")
EXCEEDS_LIMIT = Case(403, "02", "Exceeds Transaction Amount Limit")
SUSPECTED_FRAUD = Case(403, "03", "Suspected Fraud")
COUNT_LIMIT = Case(403, "04", "Activity Count Limit Exceeded")
DO_NOT_HONOR = Case(403, "05", "Do Not Honor")
NOT_AT_THIS_TIME = Case(403, "06", "Feature Not Allowed At This Time. {}")
NOT_PERMITTED = Case(403, "15", "Transaction Not Permitted. [{}]")
INACTIVE_ACCOUNT = Case(403, "18", "Inactive Card/Account/Customer")
INVALID_STATUS = Case(404, "00", "Invalid Transaction Status")
TRANSACTION_NOT_FOUND = Case(404, "01", "Transaction Not Found")
INVALID_ROUTING = Case(404, "02", "Invalid Routing")
CANCELLED = Case(404, "04", "Transaction Cancelled")
INVALID_MERCHANT = Case(404, "08", "Invalid Merchant")
INVALID_ACCOUNT = Case(404, "11", "Invalid Card/Account/Customer/Virtual Account [{}]")
INVALID_BILL = Case(404, "12", "Invalid Bill/Virtual Account [{}]")
INVALID_AMOUNT = Case(404, "13", "Invalid Amount")
PAID_BILL = Case(404, "14", "Paid Bill")
INVALID_OTP = Case(404, "15", "Invalid OTP")
PARTNER_NOT_FOUND = Case(404, "16", "Partner Not Found")
INVALID_TERMINAL = Case(404, "17", "Invalid Terminal")
INCONSISTENT = Case(404, "18", "Inconsistent Request")
EXPIRED_BILL = Case(404, "19", "Invalid Bill/Virtual Account")
FUNCTION_NOT_SUPPORTED = Case(405, "00", "Requested Function Is Not Supported")
OPERATION_NOT_ALLOWED = Case(405, "01", "Requested Operation Is Not Allowed")
CONFLICT = Case(409, "00", "Conflict")
DUPLICATE_REFERENCE = Case(409, "01", "Duplicate partnerReferenceNo")
TOO_MANY_REQUESTS = Case(429, "00", "Too Many Requests")
GENERAL_ERROR = Case(500, "00", "General Error")
INTERNAL_ERROR = Case(500, "01", "Internal Server Error")
EXTERNAL_ERROR = Case(500, "02", "External Server Error")
TIMEOUT = Case(504, "00", "Timeout")

CASES = {(case.status, case.number): case for case in list(globals().values()) if isinstance(case, Case)}


class UnknownCode(Exception):
    """Not seven digits of the table; the message is what was given."""


class Refused(Exception):
    """The call is answered with this case; `detail` is the field or the reason."""

    def __init__(self, case: Case, detail: str = "") -> None:
        super().__init__(case.message(detail))
        self.case = case
        self.detail = detail


def code(service: Service, case: Case) -> str:
    """The seven digits: "2002400"."""
    return f"{case.status}{service}{case.number}"


def case_of(response_code: str) -> Case:
    """The case behind seven digits, as some partner's answer or setting has them. Raises `UnknownCode`."""
    if not (len(response_code) == 7 and response_code.isascii() and response_code.isdecimal()):
        raise UnknownCode(response_code)
    case = CASES.get((int(response_code[:3]), response_code[5:]))
    if case is None:
        raise UnknownCode(response_code)
    return case


def head(service: Service, case: Case, detail: str = "") -> dict[str, str]:
    """What each answer begins with."""
    return {"responseCode": code(service, case), "responseMessage": case.message(detail)}
