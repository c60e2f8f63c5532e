"""The records of the money, one file for each thing one speaks about; all are found here."""

from __future__ import annotations

from mpaspor.stages.payments.models.bills import Bill, BillItem, BillShown, BillState, QrCode, Tariff
from mpaspor.stages.payments.models.books import LedgerLine, LedgerTransaction
from mpaspor.stages.payments.models.incoming import Credit, CreditReason, CreditState, Payment, Question, Via
from mpaspor.stages.payments.models.outcomes import FeeOutcome
from mpaspor.stages.payments.models.partners import BankPartner, PartnerCall, SeenExternalId
from mpaspor.stages.payments.models.refunds import Refund, RefundState
from mpaspor.stages.payments.models.statements import BookDay, Difference, Statement, StatementLine

__all__ = [
    "BankPartner", "Bill", "BillItem", "BillShown", "BillState", "BookDay", "Credit", "CreditReason", "CreditState",
    "Difference", "FeeOutcome", "LedgerLine", "LedgerTransaction", "PartnerCall", "Payment", "QrCode", "Question",
    "Refund", "RefundState", "SeenExternalId", "Statement", "StatementLine", "Tariff", "Via",
]  # fmt: skip
