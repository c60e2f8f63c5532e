"""A plain form out of the questions of one part. What is right is asked of the stage; here is only how it is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mpaspor.core import money
from mpaspor.stages.applications import answers, eligibility, filing, proposals, questions
from mpaspor.stages.applications.models import Applicant, PassportKind
from mpaspor.stages.payments import tariff
from mpaspor.web.portal import own
from mpaspor.web.templatetags.telling import language
from mpaspor.web.widgets import Choice, DateParts

Typed = QueryDict | None

CHOOSE = {"required": _("Pilih salah satu."), "invalid_choice": _("Pilih salah satu dari daftar.")}
WRITE = {"required": _("Bagian ini perlu diisi.")}
DAY = {"required": _("Tulis tanggal, bulan, dan tahun."), "invalid": _("Tanggal ini tidak ada. Periksa lagi angkanya.")}
MONTH = {"required": _("Tulis bulan dan tahun."), "invalid": _("Bulan berisi angka 1 sampai 12, tahun empat angka.")}
WIDTHS: dict[str, str | int] = {"nik": 20, "kk": 20, "phone": 20, "postcode": 6}


class PartForm(forms.Form):
    """The questions of one part, filled with what is known, keeping whatever was typed."""

    def __init__(self, person: Applicant, asked: Sequence[questions.Question], on: date, typed: Typed = None) -> None:
        self.person, self.asked, self.on = person, asked, on
        self.step = asked[0].step
        guessed = proposals.of(person, own.people(person.application))
        super().__init__(typed, initial={**guessed, **filing.to_show(person, self.step)}, auto_id="%s")
        for question in asked:
            self.fields[question.name] = field_of(question, questions.choices(question, person, on))

    def drawn(self) -> list[tuple[forms.BoundField, str | int]]:
        """Each field with the width its answer has."""
        kinds = {question.name: question.kind for question in self.asked}
        return [(bound, WIDTHS.get(kinds.get(bound.name, ""), "full")) for bound in self]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.refuse(answers.wrong(self.person, self.step, self.values(), self.on))
        return cleaned

    def refuse(self, wrong: Mapping[str, answers.Wrong]) -> None:
        """Say beside each field what the stage finds wrong with it; one fault at a time."""
        for name, found in wrong.items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, ValidationError(found.message, params={"summary": found.summary}))

    def values(self) -> dict[str, Any]:
        """What is typed well enough to be judged, as the stage wants it."""
        return {name: "" if value is None else value for name, value in self.cleaned_data.items()}

    def kept(self, control: str) -> dict[str, str]:
        """What was typed so far in one field; `control` is its name, or that of a part of it."""
        return {name: text for name, text in self.raw().items() if control == name or control.startswith(f"{name}_")}

    def raw(self) -> dict[str, str]:
        """Everything as it was typed."""
        widgets = {name: field.widget for name, field in self.fields.items()}
        typed = {name: widget.value_from_datadict(self.data, {}, name) for name, widget in widgets.items()}
        return {name: str(value) for name, value in typed.items() if value is not None}


class BookForm(PartForm):
    """Kind and years as one choice, for each has its own price."""

    def __init__(self, person: Applicant, asked: Sequence[questions.Question], on: date, typed: Typed = None) -> None:
        super().__init__(person, asked, on, typed)
        self.fields = {"book": forms.ChoiceField(label=_("Paspor yang mana?"), choices=books(person, on),
                                                 widget=forms.RadioSelect, error_messages=CHOOSE)}  # fmt: skip
        if self.initial.get("passport_kind") and self.initial.get("years"):
            self.initial["book"] = f"{self.initial['passport_kind']}-{self.initial['years']}"

    def values(self) -> dict[str, Any]:
        kind, _dash, years = self.cleaned_data.get("book", "").partition("-")
        wanted = {"passport_kind": kind, "years": int(years)} if kind else {}
        return {question.name: wanted[question.name] for question in self.asked if question.name in wanted}

    def kept(self, _control: str) -> dict[str, str]:
        return self.raw()

    def raw(self) -> dict[str, str]:
        kind, dash, years = str(self.data.get("book", "")).partition("-")
        return {"passport_kind": kind, "years": years} if dash else {}


def books(person: Applicant, on: date) -> list[tuple[str, Choice]]:
    """Each kind and length this person may have, with what she would pay for it today beside it."""
    offered = []
    for kind in BOOK_HINTS:
        for years in eligibility.years_allowed(person, on):
            label = BOOK_LABELS[kind] % {"years": years}
            offered.append((f"{kind}-{years}", Choice(label, hint_of(person, kind), price_of(person, kind, years, on))))
    return offered


def hint_of(person: Applicant, kind: PassportKind) -> str:
    """What the kind is; and to whoever would pay nothing for the other one, that this one costs."""
    free_otherwise = kind == PassportKind.ELECTRONIC and tariff.is_first_for_work_abroad(person)
    return f"{BOOK_HINTS[kind]} {tariff.WHY_NOT['migrant_kind']}" if free_otherwise else str(BOOK_HINTS[kind])


def price_of(person: Applicant, kind: str, years: int, on: date) -> str:
    try:
        quote = tariff.quote(tariff.choice_for(person, kind, years), on)
    except tariff.NoTariff:
        return gettext("belum ada harganya")
    return money.rupiah(quote.total, language())


BOOK_LABELS = {
    PassportKind.ELECTRONIC: _("Elektronik, %(years)s tahun"),
    PassportKind.ORDINARY: _("Biasa, %(years)s tahun"),
}
BOOK_HINTS = {
    PassportKind.ELECTRONIC: _("Dengan cip, bisa lewat pintu otomatis bandara."),
    PassportKind.ORDINARY: _("Tanpa cip."),
}


def form_for(person: Applicant, asked: Sequence[questions.Question], on: date, typed: Typed = None) -> PartForm:
    kind = BookForm if asked[0].part == "book" else PartForm
    return kind(person, asked, on, typed)


def field_of(question: questions.Question, choices: Sequence[tuple[Any, Any]]) -> forms.Field:
    facts: dict[str, Any] = {"label": question.label, "help_text": question.hint, "required": question.required}
    if question.kind in {"choice", "yes_no"}:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=CHOOSE, **facts)
    if question.kind == "select":
        offered = [("", _("Pilih")), *choices]
        return forms.ChoiceField(choices=offered, error_messages=CHOOSE, **facts)
    if question.kind == "date":
        return forms.DateField(widget=DateParts(autocomplete=question.autocomplete), error_messages=DAY, **facts)
    if question.kind == "month":
        return forms.DateField(widget=DateParts(parts=("month", "year")), error_messages=MONTH, **facts)
    return text_field(question, facts)


def text_field(question: questions.Question, facts: dict[str, Any]) -> forms.CharField:
    attrs = {"maxlength": question.longest, "autocomplete": question.autocomplete or "off"}
    if question.inputmode:
        attrs["inputmode"] = question.inputmode
    if question.kind == "name":
        attrs |= {"spellcheck": "false", "autocapitalize": "words"}
    widget = forms.Textarea({**attrs, "rows": 3}) if question.kind == "long" else forms.TextInput(attrs)
    return forms.CharField(max_length=question.longest, widget=widget, error_messages=WRITE, **facts)
