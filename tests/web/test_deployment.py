"""What a deployment says in its environment, and what the pages then do."""

from __future__ import annotations

import runpy
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from django.test import Client, RequestFactory

from config import settings as read


def said(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, Any]:
    """The settings as a process with this environment reads them."""
    for name in ("MPASPOR_ADDRESS", "MPASPOR_PROXIES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(read.__file__)


def test_an_https_address_is_kept_to_by_browsers(monkeypatch: pytest.MonkeyPatch) -> None:
    there = said(monkeypatch, MPASPOR_ADDRESS="https://paspor.contoh.id")
    assert there["SECURE_HSTS_SECONDS"] == 31_536_000
    assert there["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert there["SESSION_COOKIE_SECURE"]
    assert there["CSRF_COOKIE_SECURE"]


def test_the_newcomers_machine_speaks_http(monkeypatch: pytest.MonkeyPatch) -> None:
    here = said(monkeypatch)
    assert (here["SECURE_HSTS_SECONDS"], here["SECURE_PROXY_SSL_HEADER"]) == (0, None)
    assert not here["SESSION_COOKIE_SECURE"]
    assert here["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0


@pytest.mark.django_db
def test_https_before_the_proxy_is_https_for_the_pages(settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 31_536_000
    answer = Client().get("/help", headers={"x-forwarded-proto": "https"})
    assert answer["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in Client().get("/help")


@pytest.mark.parametrize(("proxies", "counted"), [("0", "10.0.0.1"), ("1", "198.51.100.7"), ("2", "203.0.113.9")])
def test_limits_are_counted_by_the_address_that_our_own_proxy_saw(
    monkeypatch: pytest.MonkeyPatch, settings: Any, proxies: str, counted: str
) -> None:
    there = said(monkeypatch, MPASPOR_PROXIES=proxies)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = there["ALLAUTH_TRUSTED_PROXY_COUNT"]
    forged_then_seen = {"x-forwarded-for": "192.0.2.1, 203.0.113.9, 198.51.100.7"}
    request = RequestFactory().get("/", headers=forged_then_seen, REMOTE_ADDR="10.0.0.1")
    assert get_adapter().get_client_ip(request) == counted
