"""Addresses that exist only when MPASPOR_DEMO=1."""

from __future__ import annotations

from django.urls import path

from mpaspor.web import design
from mpaspor.web.access import public
from mpaspor.web.demo import bank, counter, guide, mailbox, opening, visit, wallet

app_name = "demo"

urlpatterns = [
    path("demo", guide.guide, name="guide"),
    path("demo/mailbox", mailbox.letters, name="mailbox"),
    path("demo/mailbox/<str:key>", mailbox.letter, name="letter"),
    path("demo/mailbox/<str:key>/drawn", mailbox.drawn, name="drawn_letter"),
    path("demo/bank", bank.bank, name="bank"),
    path("demo/treasury", counter.counter, name="counter"),
    path("demo/opening", opening.opening, name="opening"),
    path("demo/wallet", wallet.wallet, name="wallet"),
    path("demo/wallet/day.csv", wallet.day_list, name="wallet_day"),
    path("demo/visit", visit.visit, name="visit"),
    path("design", public(design.design), name="design"),
]
