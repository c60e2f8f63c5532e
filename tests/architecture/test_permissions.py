"""No page without a permission; no officer's page that a citizen's process can route."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

from mpaspor.accounts.roles import Permission
from mpaspor.web import access

MARKS = {"public", "signed_in", "machine"}
OFFICERS = ("mpaspor.web.backoffice", "mpaspor.web.headquarters")
Page = Callable[..., HttpResponse]


def pages(patterns: Iterable[URLPattern | URLResolver], above: str = "") -> Iterator[tuple[str, Page]]:
    """Every address and the page that answers it."""
    for pattern in patterns:
        address = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from pages(pattern.url_patterns, address)
        else:
            yield address, pattern.callback


def unmarked(patterns: Iterable[URLPattern | URLResolver]) -> list[str]:
    """The addresses anybody could open because nobody thought of it."""
    return [address for address, page in pages(patterns) if mark_of(page) is None]


def mark_of(page: Page) -> Any:
    mark = getattr(page, "access", None)
    return mark if mark in MARKS or isinstance(mark, Permission) else None


def test_every_page_says_who_may_see_it() -> None:
    assert unmarked(get_resolver("config.urls").url_patterns) == []


def test_every_page_of_an_officer_asks_for_a_permission() -> None:
    for address, page in pages(get_resolver("config.urls_internal").url_patterns):
        if page.__module__.startswith(OFFICERS):
            assert isinstance(mark_of(page), Permission), address


def test_the_public_process_cannot_route_an_officers_page() -> None:
    routed = {page.__module__ for _, page in pages(get_resolver("config.urls_public").url_patterns)}
    assert [name for name in routed if name.startswith(OFFICERS)] == []


def test_a_page_without_a_mark_is_found() -> None:
    def forgotten(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert unmarked([path("a", access.public(forgotten)), path("b", access.signed_in(forgotten))]) == []

    def never_marked(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert unmarked([path("open", never_marked)]) == ["open"]
