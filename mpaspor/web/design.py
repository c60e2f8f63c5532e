"""Every part in every state on one page, for those who build pages. Invented people; the demo alone shows it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from types import SimpleNamespace

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mpaspor.web.templatetags.drawing import ICONS, MARK_NAMES
from mpaspor.web.templatetags.vocabulary import WORDS
from mpaspor.web.widgets import CalendarDay, Choice, DateParts

ZONE = "Asia/Makassar"
NOW = datetime(2025, 12, 5, 2, 43, tzinfo=UTC)
FIRST_DAY = date(2025, 12, 15)
COLOURS = (
    "paper", "sheet", "sunk", "ink", "ink-2", "line", "edge", "cover", "cover-ink", "cover-2", "foil", "act", "act-ink",
    "link", "tint", "wait", "wait-tint", "bad", "bad-tint", "info", "info-tint",
)  # fmt: skip
PAPER = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 76 58'%3E"
    "%3Cpath fill='%23b9d7e8' d='M0 0h76v58H0z'/%3E"
    "%3Cpath fill='%23fff' d='M6 14h40v4H6zm0 9h44v4H6zm0 9h36v4H6zm0 9h40v4H6z'/%3E"
    "%3Cpath fill='%23345' d='M56 16h14v20H56z'/%3E%3C/svg%3E"
)


class Questions(forms.Form):
    """Each kind of control once."""

    full_name = forms.CharField(label="Nama lengkap", help_text="Seperti di KTP.")
    nik = forms.CharField(label="NIK", max_length=16, help_text="16 angka di KTP.")
    born_on = forms.DateField(label="Tanggal lahir", widget=DateParts(autocomplete="bday"))
    issued_on = forms.DateField(
        label="Kapan paspor lama terbit?", widget=DateParts(parts=("month", "year")), help_text="Cukup bulan dan tahun."
    )
    province = forms.ChoiceField(label="Provinsi", choices=[("", "Pilih"), ("51", "Bali"), ("31", "DKI Jakarta")])
    purpose = forms.CharField(label="Tujuan", widget=forms.Textarea({"rows": 3}), required=False)
    who = forms.ChoiceField(
        label="Paspor untuk siapa?",
        widget=forms.RadioSelect,
        choices=[
            ("self", "Saya sendiri"),
            ("child", Choice("Anak di bawah 17 tahun", hint="Datang bersama ayah atau ibu.")),
            ("other", Choice("Orang lain", right="di kantor", off=True)),
        ],
    )
    paper = forms.FileField(label="KTP", required=False)
    agreed = forms.BooleanField(label="Saya sudah membaca cara kami menjaga data.")

    def clean_issued_on(self) -> date:
        issued_on: date = self.cleaned_data["issued_on"]
        if issued_on > NOW.date():
            told = "Tulis tahun sampai 2025. Mungkin maksud Anda 2015?"
            raise ValidationError(told, params={"summary": "Tahun terbit belum mungkin", "part": "year"})
        return issued_on


def design(request: HttpRequest) -> HttpResponse:
    """Every part, in the reader's language and scheme."""
    asked = {
        "full_name": "Ratna Wulandari",
        "nik": "5171025404910003",
        "born_on": date(1991, 4, 14),
        "who": "self",
        "province": "51",
    }
    typed = {
        "full_name": "Ratna Wulandari",
        "nik": "51710254",
        "issued_on_month": "9",
        "issued_on_year": "2052",
        "who": "",
    }
    facts = {
        "zone": ZONE,
        "now": NOW,
        "until": NOW + timedelta(minutes=82),
        "soon": NOW + timedelta(minutes=10),
        "started": NOW - timedelta(minutes=38),
        "colours": COLOURS,
        "marks": [(name, _mark_words()[name]) for name in MARK_NAMES],
        "icons": sorted(ICONS),
        "asked": Questions(initial=asked, auto_id="ok_%s"),
        "wrong": Questions(typed, auto_id="id_%s"),
        "days": _days(),
        "months": (("Jul", 2140, 1772), ("Agu", 2168, 1577), ("Sep", 2231, 1457), ("Okt", 2506, 1445)),
        "vocabulary": _vocabulary(),
        "paper": PAPER,
        "amounts": (
            ("Ratna, elektronik 10 tahun", 950_000),
            ("Bagus, elektronik 10 tahun", 950_000),
            ("Kirana, elektronik 5 tahun", 650_000),
        ),
        "office": SimpleNamespace(name="Kantor Imigrasi Denpasar", zone=ZONE),
    }
    if request.GET.get("page") in {"state", "question", "desk", "hall"}:
        return render(request, f"design/{request.GET['page']}.html", facts)
    return render(request, "design/page.html", facts)


def _mark_words() -> dict[str, str]:
    return {
        "done": _("selesai"),
        "now": _("sekarang"),
        "next": _("nanti"),
        "look": _("perlu dilihat"),
        "wrong": _("salah"),
        "remark": _("catatan"),
    }


def _vocabulary() -> list[tuple[str, list[tuple[str, str]]]]:
    return [(record, list(pairs)) for record, pairs in groupby(WORDS, key=lambda pair: pair[0])]


def _days() -> list[CalendarDay]:
    """Four weeks with every reason a day can have."""
    special = {
        date(2025, 12, 25): ("shut", "Natal", "Hari Raya Natal"),
        date(2025, 12, 26): ("shut", "cuti", "Cuti bersama Natal"),
        date(2025, 12, 30): ("shut", "blanko", "Blanko e-paspor habis. Kiriman tiba 31 Desember."),
        date(2026, 1, 1): ("shut", "libur", "Tahun Baru"),
        date(2025, 12, 29): ("few", "kurang", "Hanya 2 tempat, kurang untuk bertiga."),
        date(2026, 1, 8): ("full", "penuh", "Semua tempat sudah diambil."),
    }
    return [_day(FIRST_DAY + timedelta(days=after), special) for after in range(28)]


def _day(on: date, special: dict[date, tuple[str, str, str]]) -> CalendarDay:
    saturday = 5
    state, word, reason = special.get(
        on, ("shut", "libur", "Kantor tutup") if on.weekday() >= saturday else ("open", "", "")
    )
    if state != "open":
        return CalendarDay(on, state, word=word, reason=reason)
    chosen = on == date(2026, 1, 2)
    return CalendarDay(
        on, state, places=36 if chosen else 40, href=f"?day={on}", chosen=chosen, rank=1 if chosen else None
    )
