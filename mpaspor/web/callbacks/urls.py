"""Addresses for machines: below /callbacks/, and where the national standard has them."""

from __future__ import annotations

from django.urls import path

from mpaspor.web.callbacks import payments, qris, snap, treasury

app_name = "callbacks"

urlpatterns = [
    path("banks/payment", payments.payment, name="payment"),
    path("banks/inquiry", payments.inquiry, name="inquiry"),
    path("treasury/notice", treasury.notice, name="treasury"),
]

standard = [
    path("access-token/b2b", snap.token, name="token"),
    path("transfer-va/inquiry", snap.inquiry, name="inquiry"),
    path("transfer-va/payment", snap.payment, name="payment"),
    path("qr/qr-mpm-notify", qris.notice, name="qris"),
]
