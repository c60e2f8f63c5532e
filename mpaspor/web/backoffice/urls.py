"""Addresses of the console: resources, not verbs."""

from __future__ import annotations

from django.urls import path

from mpaspor.web.backoffice import visits

app_name = "backoffice"

urlpatterns = [
    path("", visits.today, name="today"),
    path("/search", visits.search, name="search"),
]
