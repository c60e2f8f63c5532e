"""Addresses anyone may open."""

from __future__ import annotations

from django.urls import path

from mpaspor.web.public import draws, fees, health, ledger, offices, pages, receipts, releases

app_name = "public"

urlpatterns = [
    path("", pages.home, name="home"),
    path("help", pages.help_page, name="help"),
    path("privacy", pages.privacy, name="privacy"),
    path("brokers", pages.brokers, name="brokers"),
    path("status", pages.status, name="status"),
    path("figures", pages.figures, name="figures"),
    path("health", health.health, name="health"),
    path("fees", fees.fees, name="fees"),
    path("offices", offices.offices, name="offices"),
    path("offices/<str:code>/releases.ics", releases.office_feed, name="office_feed"),
    path("releases", releases.releases, name="releases"),
    path("releases.ics", releases.feed, name="feed"),
    path("draws", draws.draws, name="draws"),
    path("draws/<slug:code>", draws.draw, name="draw"),
    path("draws/<slug:code>/<str:name>", draws.published, name="draw_file"),
    path("ledger", ledger.ledger, name="ledger"),
    path("ledger/heads.csv", ledger.heads_file, name="ledger_heads"),
    path("ledger/offices", ledger.offices, name="ledger_offices"),
    path("ledger/offices/<str:code>/<str:on>", ledger.places, name="places"),
    path("ledger/<str:on>.csv", ledger.day_file, name="ledger_day"),
    path("ledger/<str:on>/slots.csv", ledger.slots_file, name="ledger_slots"),
    path("receipts", receipts.receipts_page, name="receipts"),
    path("receipts/key", receipts.key, name="receipt_key"),
    path("receipts/key.pem", receipts.key_pem, name="receipt_key_pem"),
]
