"""Somebody at a browser: she opens, presses, writes, reads. Every page she comes to is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Response

PHONE = {"width": 360, "height": 800}
DESK = {"width": 1280, "height": 800}
OTHER = {"id": "en", "en": "id"}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

_axe = Axe()


@dataclass
class Visitor:
    """One person, one browser profile. `both` looks at each page in the other language too."""

    page: Page
    address: str
    language: str = "id"
    both: bool = False
    looks: bool = True
    scripts: bool = True
    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def open(self, path: str, status: int = 200) -> None:
        """Type an address."""
        self._arrived(self.page.goto(f"{self.address}{path}"), status)

    def follow(self, link: Locator, status: int = 200) -> None:
        """Go where a link leads."""
        with self.comes(status):
            link.click()

    def send(self, form: Locator, status: int = 200) -> None:
        """Press the button of this form."""
        with self.comes(status):
            form.locator("button:visible").last.click()

    @contextmanager
    def comes(self, status: int = 200) -> Iterator[None]:
        """What is done in here leads to a page."""
        with self.page.expect_navigation() as arrival:
            yield
        self._arrived(arrival.value, status)

    def write(self, name: str, value: str) -> None:
        """Fill in one control by its name: a box, a list, or one of several choices."""
        control = self.page.locator(f'main [name="{name}"]')
        first = control.first
        kind = first.get_attribute("type")
        if kind == "radio":
            self.page.locator(f'main [name="{name}"][value="{value}"]').check()
        elif kind == "checkbox":
            first.check()
        elif first.evaluate("one => one.tagName") == "SELECT":
            first.select_option(value)
        else:
            first.fill(value)

    def form(self, control: str, above: str = "main") -> Locator:
        """The form that holds this control."""
        return self.page.locator(f"{above} form", has=self.page.locator(f"[name={control}]")).first

    def beside(self) -> Visitor:
        """Another tab of the same browser."""
        return replace(self, page=self.page.context.new_page())

    def reads(self, text: str) -> bool:
        """Whether the page says this."""
        return text.casefold() in " ".join(self.page.locator("body").inner_text().split()).casefold()

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def heading(self) -> str:
        return self.page.locator("h1").first.inner_text()

    def _arrived(self, response: Response | None, status: int) -> None:
        assert response is not None
        said = self.page.locator("main").inner_text() if response.status != status else ""
        assert response.status == status, f"{response.request.method} {self.path}: {response.status}\n{said}"
        if self.looks:
            self.look()
            if self.both and response.request.method == "GET":
                self._look_in_the_other_language()

    def look(self) -> None:
        """Note each fault axe finds, and whether anything sticks out sideways, here and on the smallest phone."""
        if self.scripts:  # axe is one itself
            found = _axe.run(self.page)
            if found.violations_count:
                self._note(found.generate_report())
        size = self.page.viewport_size
        assert size
        for width in sorted({size["width"], PHONE["width"]}):
            self.page.set_viewport_size({"width": width, "height": size["height"]})
            if self.page.evaluate(SIDEWAYS) > 0:
                self._note(f"wider than {width} pixels")
        self.page.set_viewport_size(size)

    def _note(self, fault: str) -> None:
        self.faults.append(f"{self.path} in {self.language}: {fault}")

    def _look_in_the_other_language(self) -> None:
        mine = self.language
        for language in (OTHER[mine], mine):
            self.speak(language)
            self.page.reload()
            if language != mine:
                self.look()

    def speak(self, language: str) -> None:
        """The language of this browser from the next page on."""
        self.language = language
        self.page.context.add_cookies([{"name": "django_language", "value": language, "url": self.address}])


def arrive(
    browser: Browser,
    address: str,
    *,
    size: dict[str, int] = PHONE,
    language: str = "id",
    scripts: bool = True,
    **how: Any,
) -> Visitor:
    """A new person with an empty browser."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        java_script_enabled=scripts,
        has_touch=size is PHONE,
        reduced_motion="reduce",  # a colour on its way to another is neither
    )
    visitor = Visitor(context.new_page(), address, scripts=scripts, **how)
    context.on("request", lambda request: visitor.seen.add(urlsplit(request.url).path))
    visitor.speak(language)
    return visitor
