"""The pages of the door, drawn once when the process starts: looks and words are the house's, by Django's templates.

What changes is left open as `@@name@@` and filled in for each request; only `words` of the house go in unescaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from operator import itemgetter
from typing import Any

from csp.utils import build_policy
from django.conf import settings
from django.template import loader
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext

from mpaspor.stages.appointments.refusals import SlotClosed

LANGUAGES = ("id", "en")
PAGES = ("early", "before", "counting", "waiting", "full", "turn", "over", "door", "refused", "busy", "away", "unknown")
POLLED = ("early", "before", "counting", "waiting", "full")
PARTS = ("estimate", "no_estimate", "doubt", "row", "row_off", "day", "told", "lost", "known", "poll_row")
_FIELDS = (
    "ahead", "at", "code", "day", "doors", "doubt", "estimate", "free", "held", "key", "kind", "left", "lost", "moment",
    "name", "now", "office", "opened", "opens", "opens_hour", "people", "position", "present", "range", "reason",
    "reference", "release", "retry", "right", "rows", "seconds", "served", "slot", "taken", "until",
)  # fmt: skip


class Shell:
    """A page with its open places."""

    __slots__ = ("_chosen", "_parts")

    def __init__(self, parts: list[str]) -> None:
        """Of `parts` even ones are text, odd ones names."""
        self._parts = parts
        self._chosen: Callable[[Mapping[str, str]], Any]
        names = parts[1::2]
        self._chosen = itemgetter(*names) if len(names) > 1 else lambda words: [words[name] for name in names]

    @classmethod
    def of(cls, text: str) -> Shell:
        """Of text with `@@name@@` where a place is open. What is not ASCII becomes HTML's references."""
        return cls(re.split(r"@@(\w+)@@", text.encode("ascii", "xmlcharrefreplace").decode()))

    def told(self, words: Mapping[str, str]) -> Shell:
        """The same page with some of its places filled in already."""
        parts = [""]
        for number, part in enumerate(self._parts):
            if number % 2 and part not in words:
                parts += [part, ""]
            else:
                parts[-1] += words[part] if number % 2 else part
        return Shell(parts)

    def fill(self, words: Mapping[str, str]) -> str:
        parts = self._parts.copy()
        parts[1::2] = self._chosen(words)
        return "".join(parts)


class Words:
    """Everything the door says in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        with translation.override(language):
            self.pages = {kind: Shell.of(_draw("page", kind)) for kind in PAGES}
            self.fragments = {kind: Shell.of(_draw("fragment", kind)) for kind in POLLED}
            self.parts = {name: Shell.of(_draw(f"parts/{name}", name).strip()) for name in PARTS}
            self.reasons = _reasons()
            self._places = [ngettext("1 tempat", "%(count)s tempat", number) for number in (1, 2)]
            self._people = [ngettext("1 orang", "%(count)s orang", number) for number in (1, 2)]
            self._before, _, self._after = self._people[1].partition("%(count)s")
            self.full, self.few = gettext("penuh"), gettext("%(free)s tempat, kurang")

    def figure(self, number: int) -> str:
        """4218 as 4.218, in English 4,218."""
        told = f"{number:,}"
        return told.replace(",", ".") if self.language == "id" else told

    def places(self, number: int) -> str:
        return self._places[0] if number == 1 else self._places[1] % {"count": self.figure(number)}

    def people(self, number: int) -> str:
        return self._people[0] if number == 1 else f"{self._before}{self.figure(number)}{self._after}"


def words() -> dict[str, Words]:
    """In every language."""
    return {language: Words(language) for language in LANGUAGES}


def headers() -> list[tuple[bytes, bytes]]:
    """What the house says with each of its pages."""
    told = {
        "Content-Security-Policy": build_policy(),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Cache-Control": "no-store",
        "Vary": "Cookie, Accept-Language",
    }
    if settings.SECURE_HSTS_SECONDS:
        told["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    return [(name.lower().encode(), value.encode()) for name, value in told.items()]


def safe(text: str) -> str:
    """A name as it may stand in a page."""
    return escape(text)


def _draw(template: str, kind: str) -> str:
    facts = {name: f"@@{name}@@" for name in _FIELDS} | {
        "kind": kind,
        "language": translation.get_language(),
        "here": "/line/@@release@@",
        "applications": reverse("portal:home"),
        "waiting_list": reverse("portal:waiting", args=["@@reference@@"]),
    }
    return loader.render_to_string(f"opening/{template}.html", facts)


def _reasons() -> dict[str, str]:
    """What is said of each refusal."""
    return {name: str(told) for name, told in SlotClosed.WHY.items()} | {
        "full": gettext("Jam ini baru saja penuh. Nomor Anda tetap berlaku; pilih jam lain."),
        "few": gettext("Jam ini tinggal %(free)s tempat, kurang untuk semua orang di permohonan. Pilih jam lain."),
        "person": gettext("Seseorang di permohonan ini sudah punya tempat. Satu orang, satu tempat."),
        "account": gettext(
            "Akun ini menyimpan tempat untuk beberapa permohonan yang belum dibayar."
            " Bayar atau lepaskan satu dulu; nomor Anda tetap berlaku."
        ),
        "other": gettext("Permintaan ini sudah dijawab untuk jam lain. Muat ulang halaman ini, lalu pilih lagi."),
        "ended": gettext("Tempat yang Anda simpan tadi sudah dilepas. Pilih jam lagi."),
        "unready": gettext("Permohonan ini belum lengkap. Lengkapi dulu, lalu masuk antrean lagi."),
        "changed": gettext("Orang di permohonan ini sudah berubah. Masuk antrean lagi dari permohonan Anda."),
        "none": gettext("Pilih satu jam dulu, lalu tekan tombol di bawahnya."),
        "wait": gettext("Belum giliran Anda. Nomor Anda tetap berlaku."),
        "origin": gettext("Permintaan ini tidak datang dari halaman kami. Buka antrean dari permohonan Anda."),
        "away": gettext("Penyimpanan kami sedang tidak menjawab. Nomor Anda tidak hilang; coba lagi sebentar lagi."),
        "forged": gettext("Tanda antrean ini tidak kami kenali."),
        "wrongline": gettext("Tanda antrean ini untuk antrean lain."),
        "expired": gettext("Tanda antrean ini sudah lewat waktunya."),
        "shared": gettext("Tanda antrean ini milik peramban lain."),
    }
