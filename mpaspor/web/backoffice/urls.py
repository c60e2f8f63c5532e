"""Addresses of the console: resources, not verbs."""

from __future__ import annotations

from django.urls import path

from mpaspor.web.backoffice import reports
from mpaspor.web.backoffice.applications import bap, completion, filing
from mpaspor.web.backoffice.appointments import amends, closures, places, publication, releases
from mpaspor.web.backoffice.cases import fee, file, papers
from mpaspor.web.backoffice.decisions import adjudication
from mpaspor.web.backoffice.decisions import queue as waiting
from mpaspor.web.backoffice.passports import handover, printing, stock
from mpaspor.web.backoffice.payments import (
    bill,
    bills,
    closure,
    credit,
    exports,
    ledger,
    reconciliation,
    refund,
    refunds,
)
from mpaspor.web.backoffice.payments import credits as applicants_money
from mpaspor.web.backoffice.payments import filing as bill_at_desk
from mpaspor.web.backoffice.visits import arrival, capture, examination, interview, line, search, today

app_name = "backoffice"

DAY = [
    path("", today.today, name="today"),
    path("/search", search.search, name="search"),
    path("/arrivals", arrival.check_in, name="check_in"),
    path("/visits/<int:pk>/call", line.call, name="call"),
    path("/visits/<int:pk>/recall", line.recall, name="recall"),
    path("/visits/<int:pk>/parking", line.park, name="parking"),
    path("/visits/<int:pk>/resumption", line.resume, name="resumption"),
    path("/visits/<int:pk>/departure", line.leave, name="departure"),
    path("/visits/<int:pk>/examination", examination.examine, name="examination"),
    path("/visits/<int:pk>/examination/verdicts", examination.judge, name="examination_verdicts"),
    path("/visits/<int:pk>/examination/papers", examination.replace, name="examination_papers"),
    path("/visits/<int:pk>/examination/end", examination.finish, name="examination_end"),
    path("/visits/<int:pk>/interview", interview.interview, name="interview"),
    path("/visits/<int:pk>/portrait", capture.portrait, name="portrait_taking"),
    path("/visits/<int:pk>/portrait/acceptance", capture.acceptance, name="portrait_acceptance"),
    path("/visits/<int:pk>/fingers", capture.fingers, name="fingers"),
    path("/visits/<int:pk>/fingers/absence", capture.absence, name="finger_absence"),
    path("/visits/<int:pk>/enrolment", capture.finish, name="enrolment"),
]
CASES = [
    path("/cases/<str:reference>", file.case, name="case"),
    path("/cases/<str:reference>/<int:order>", file.case, name="person"),
    path("/cases/<str:reference>/<int:order>/fee", fee.fee, name="person_fee"),
    path("/cases/<str:reference>/move", amends.move, name="amends"),
    path("/papers/<int:pk>", papers.paper, name="paper"),
    path("/portraits/<int:pk>", papers.portrait, name="portrait"),
]
DECISIONS = [
    path("/decisions", waiting.decisions, name="decisions"),
    path("/decisions/<int:pk>", adjudication.decision, name="decision"),
    path("/decisions/<int:pk>/opinion", adjudication.opinion, name="opinion"),
    path("/decisions/<int:pk>/papers", adjudication.papers_came, name="decision_papers"),
]
PASSPORTS = [
    path("/passports", printing.printing, name="printing"),
    path("/passports/<int:pk>/print", printing.print_book, name="print"),
    path("/passports/<int:pk>/inspection", printing.inspection, name="inspection"),
    path("/passports/<int:pk>/spoilage", printing.spoil, name="spoilage"),
    path("/passports/<int:pk>/name", printing.name, name="mrz_name"),
    path("/stock", stock.stock, name="stock"),
    path("/handovers", handover.handovers, name="handovers"),
    path("/passports/<int:pk>/handover", handover.handover, name="handover"),
]
FILING = [
    path("/filings", filing.filings, name="filings"),
    path("/filings/<str:reference>", filing.filing, name="filing"),
    path("/filings/<str:reference>/bap", bap.record, name="filing_bap"),
    path("/filings/<str:reference>/papers", filing.paper, name="filing_papers"),
    path("/filings/<str:reference>/end", completion.complete, name="filing_end"),
    path("/filings/<str:reference>/bill", bill_at_desk.filing_bill, name="filing_bill"),
]
MONEY = [
    path("/money", reconciliation.day, name="money"),
    path("/money/day.csv", reconciliation.day_file, {"kind": "csv"}, name="money_csv"),
    path("/money/day.xlsx", reconciliation.day_file, {"kind": "xlsx"}, name="money_xlsx"),
    path("/money/days/<str:on>/signature", closure.signature, name="day_signature"),
    path("/money/days/<str:on>/signature/withdrawal", closure.signature_withdrawal, name="day_reopening"),
    path("/money/days/<str:on>/closure", closure.closure, name="day_closure"),
    path("/money/days/<str:on>/lists", closure.list_brought, name="day_lists"),
    path("/money/days/<str:on>/lists/collection", closure.lists_wanted, name="day_collection"),
    path("/money/differences/<int:pk>/owner", closure.owner, name="difference_owner"),
    path("/money/differences/<int:pk>/explanation", closure.explanation, name="difference_explanation"),
    path("/money/bills", bills.bills, name="bills"),
    path("/money/bills/<str:code>", bill.bill, name="bill"),
    path("/money/bills/<str:code>/inquiry", bill.inquiry, name="bill_inquiry"),
    path("/money/refunds", refunds.refunds, name="refunds"),
    path("/money/refunds.csv", exports.refunds_file, {"kind": "csv"}, name="refunds_csv"),
    path("/money/refunds.xlsx", exports.refunds_file, {"kind": "xlsx"}, name="refunds_xlsx"),
    path("/money/refunds/<int:pk>", refund.refund, name="refund"),
    path("/money/refunds/<int:pk>/check", refund.check, name="refund_check"),
    path("/money/refunds/<int:pk>/approval", refund.approve, name="refund_approval"),
    path("/money/refunds/<int:pk>/refusal", refund.decline, name="refund_refusal"),
    path("/money/ledger", ledger.ledger, name="ledger"),
    path("/money/ledger.csv", ledger.ledger_file, {"kind": "csv"}, name="ledger_csv"),
    path("/money/ledger.xlsx", ledger.ledger_file, {"kind": "xlsx"}, name="ledger_xlsx"),
    path("/money/credits", applicants_money.credits_of_office, name="credits"),
    path("/money/credits.csv", exports.credits_file, {"kind": "csv"}, name="credits_csv"),
    path("/money/credits.xlsx", exports.credits_file, {"kind": "xlsx"}, name="credits_xlsx"),
    path("/money/credits/<int:pk>", credit.credit, name="credit"),
    path("/money/credits/<int:pk>/refund", credit.ask, name="credit_refund"),
]
HEAD = [
    path("/quotas", places.quotas, name="quotas"),
    path("/quotas/capacities", places.capacities, name="capacities"),
    path("/quotas/hours", places.hours, name="open_hours"),
    path("/releases", releases.announced, name="releases"),
    path("/releases/line", publication.line, name="publish_line"),
    path("/releases/draw", publication.draw, name="publish_draw"),
    path("/releases/<int:pk>", releases.release, name="release"),
    path("/releases/<int:pk>/places", publication.more, name="more_places"),
    path("/quotas/closure", closures.closure, name="closure"),
    path("/quotas/closures/<int:pk>/reopening", closures.reopen, name="closure_reopening"),
    path("/quotas/hours/reopening", closures.reopen_hours, name="hours_reopening"),
    path("/figures", reports.figures, name="figures"),
]

urlpatterns = [*DAY, *CASES, *DECISIONS, *PASSPORTS, *FILING, *MONEY, *HEAD]
