"""Addresses anyone may open."""

from __future__ import annotations

from django.urls import path

from mpaspor.web.public import health, offices, pages

app_name = "public"

urlpatterns = [
    path("", pages.home, name="home"),
    path("help", pages.help_page, name="help"),
    path("privacy", pages.privacy, name="privacy"),
    path("brokers", pages.brokers, name="brokers"),
    path("status", pages.status, name="status"),
    path("figures", pages.figures, name="figures"),
    path("health", health.health, name="health"),
    path("offices", offices.offices, name="offices"),
]
