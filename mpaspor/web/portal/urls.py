"""Addresses of the applicant's pages, below /applications. Each names a thing; what is done to it is the method."""

from __future__ import annotations

from django.urls import path

from mpaspor.web.portal import (
    appointments,
    cases,
    decisions,
    giving_up,
    line,
    moves,
    receipts,
    reminders,
    scanning,
    visits,
    waiting,
)
from mpaspor.web.portal.applications import checks, family, home, papers, questions, summary
from mpaspor.web.portal.credits import listing, refund
from mpaspor.web.portal.draws import entry, wishes
from mpaspor.web.portal.payments import bills, fee, inquiries, parting

app_name = "portal"
FILE = "/<str:reference>"
BILL = f"{FILE}/bills/<str:bill_code>"
DRAW = f"{FILE}/draws/<slug:code>"
PERSON = f"{FILE}/people/<int:order>"
PAPER = f"{PERSON}/papers/<slug:kind>"

urlpatterns = [
    path("", home.applications, name="home"),
    path("/credits", listing.credits_of_hers, name="credits"),
    path("/credits/<int:pk>/refund", refund.refund, name="refund"),
    path("/credits/<int:pk>/refund/withdrawal", refund.withdrawal, name="refund_withdrawal"),
    path(FILE, cases.file, name="application"),
    path(f"{FILE}/people", family.people, name="people"),
    path(f"{FILE}/summary", summary.summary, name="summary"),
    path(f"{FILE}/offices", appointments.offices, name="offices"),
    path(f"{FILE}/offices/<str:code>", appointments.days, name="days"),
    path(f"{FILE}/appointment", appointments.appointment, name="appointment"),
    path(f"{FILE}/release", giving_up.release, name="release"),
    path(f"{FILE}/rest", appointments.rest, name="rest"),
    path(f"{FILE}/move", moves.move, name="move"),
    path(f"{FILE}/move/offices", moves.offices, name="move_offices"),
    path(f"{FILE}/move/offices/<str:code>", moves.days, name="move_days"),
    path(f"{FILE}/waiting", waiting.waiting, name="waiting"),
    path(f"{FILE}/waiting/change", waiting.change, name="waiting_change"),
    path(f"{FILE}/waiting/departure", waiting.departure, name="waiting_departure"),
    path(f"{FILE}/offer", waiting.offer, name="offer"),
    path(f"{FILE}/offer/refusal", waiting.refusal, name="offer_refusal"),
    path(f"{FILE}/draws", entry.draws, name="draws"),
    path(f"{DRAW}", entry.draw, name="draw"),
    path(f"{DRAW}/wishes", wishes.wishes, name="wishes"),
    path(f"{DRAW}/departure", entry.departure, name="departure"),
    path(f"{FILE}/reminder", reminders.reminder, name="reminder"),
    path(f"{FILE}/line/<int:release_id>", line.line, name="line"),
    path(f"{FILE}/payment", fee.payment, name="payment"),
    path(f"{FILE}/bill", bills.bill, name="bill"),
    path(f"{FILE}/bills", parting.bills, name="bills"),
    path(f"{FILE}/bill/credits", listing.use, name="bill_credits"),
    path(f"{FILE}/bill/inquiry", inquiries.inquiry, name="inquiry"),
    path(f"{FILE}/bill/receipt-number", inquiries.by_number, name="receipt_number"),
    path(BILL, bills.one, name="one_bill"),
    path(f"{BILL}/standing", bills.standing, name="bill_standing"),
    path(f"{BILL}/qris", scanning.code, name="qris"),
    path(f"{BILL}/qris.png", scanning.picture, name="qris_picture"),
    path(f"{BILL}/receipt.pdf", receipts.receipt_pdf, name="receipt_pdf"),
    path(f"{FILE}/proof", visits.proof, name="proof"),
    path(f"{FILE}/proof.pdf", visits.proof_pdf, name="proof_pdf"),
    path(f"{FILE}/trail", cases.trail, name="trail"),
    path(f"{FILE}/withdrawal", cases.withdrawal_page, name="withdrawal"),
    path(PERSON, cases.person, name="person"),
    path(f"{PERSON}/removal", family.removal, name="removal"),
    path(f"{PERSON}/checks", checks.checks, name="checks"),
    path(f"{PERSON}/papers", papers.papers, name="papers"),
    path(PAPER, papers.paper, name="paper"),
    path(f"{PAPER}/thumbnail", papers.thumbnail, name="thumbnail"),
    path(f"{PAPER}/picture", papers.picture, name="picture"),
    path(f"{PAPER}/acceptance", papers.acceptance, name="acceptance"),
    path(f"{PAPER}/removal", papers.removal, name="paper_removal"),
    path(f"{PERSON}/wanted", decisions.wanted, name="wanted"),
    path(f"{PERSON}/wanted/<slug:kind>", decisions.wanted_paper, name="wanted_paper"),
    path(f"{PERSON}/<slug:step>/<slug:part>", questions.question, name="question"),
    path(f"{PERSON}/<slug:step>/<slug:part>/draft", questions.draft, name="draft"),
]
