"""Addresses for machines, below /callbacks/."""

from __future__ import annotations

from django.urls import path

from mpaspor.web.callbacks import payments

app_name = "callbacks"

urlpatterns = [
    path("banks/payment", payments.payment, name="payment"),
    path("banks/inquiry", payments.inquiry, name="inquiry"),
]
