"""Addresses anyone may open."""

from __future__ import annotations

from django.urls import path

from mpaspor.web.public import offices, pages, sign_in

app_name = "public"

urlpatterns = [
    path("", pages.home, name="home"),
    path("help", pages.help_page, name="help"),
    path("privacy", pages.privacy, name="privacy"),
    path("brokers", pages.brokers, name="brokers"),
    path("status", pages.status, name="status"),
    path("figures", pages.figures, name="figures"),
    path("health", pages.health, name="health"),
    path("offices", offices.offices, name="offices"),
    path("after-sign-in", sign_in.after_sign_in, name="after_sign_in"),
]
