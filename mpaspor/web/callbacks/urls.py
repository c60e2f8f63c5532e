"""Addresses for machines: below /callbacks/, and where the national standard has them."""

from __future__ import annotations

from django.urls import path

from mpaspor.web.callbacks import qris, snap, treasury

app_name = "callbacks"

urlpatterns = [
    path("treasury/notice", treasury.notice, name="treasury"),
]

standard = [
    path("access-token/b2b", snap.token, name="token"),
    path("transfer-va/inquiry", snap.inquiry, name="inquiry"),
    path("transfer-va/payment", snap.payment, name="payment"),
    path("qr/qr-mpm-notify", qris.notice, name="qris"),
    path("<path:path>", snap.unsupported, name="unsupported"),
]
