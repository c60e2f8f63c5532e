"""The whole questionnaire of one person as one form. What is right is asked of the stage; how it is typed is here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from mpaspor.stages.applications import answers, filing, questions
from mpaspor.stages.applications.models import Applicant, Bap
from mpaspor.stages.applications.questions import Question
from mpaspor.web.widgets import DateParts

LONGEST_CONSENT = 200


class StartForm(forms.Form):
    """Who sits at the desk, and how she agreed that an officer fills in for her."""

    full_name = forms.CharField(
        label=_("Nama lengkap"), max_length=60, help_text=_("Seperti di KTP atau akta kelahiran.")
    )
    birth_on = forms.DateField(
        label=_("Tanggal lahir"),
        widget=DateParts(),
        error_messages={"invalid": _("Tanggal ini tidak ada. Periksa lagi angkanya.")},
    )
    consent = forms.CharField(
        label=_("Persetujuan"),
        max_length=LONGEST_CONSENT,
        help_text=_("Bagaimana orang ini setuju Anda mengisi untuknya, misalnya: lisan di loket, disaksikan anaknya."),
    )
    phone = forms.CharField(
        label=_("Nomor ponsel"), max_length=20, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("Untuk kabar; boleh milik keluarga."))

    def __init__(self, typed: QueryDict | None = None) -> None:
        super().__init__(typed, auto_id="%s")

    def refuse(self, wrong: Mapping[str, answers.Wrong]) -> None:
        refuse(self, wrong)


class BapForm(forms.Form):
    """What stands on the minutes of an examination."""

    number = forms.CharField(label=_("Nomor BAP"), max_length=60)
    held_on = forms.DateField(
        label=_("Tanggal BAP"),
        widget=DateParts(),
        error_messages={"invalid": _("Tanggal ini tidak ada. Periksa lagi angkanya.")},
    )
    outcome = forms.ChoiceField(label=_("Hasil"), choices=Bap.Outcome.choices, widget=forms.RadioSelect)
    why = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        required=False,
        help_text=_(
            "Kalau bebas beban: peristiwanya, misalnya banjir atau gempa. Kalau ditolak: mengapa, sampai kapan."
        ),
    )

    def __init__(self, typed: QueryDict | None = None, *, held: Bap | None = None) -> None:
        facts = {name: getattr(held, name) for name in self.base_fields} if held else {}
        super().__init__(typed, initial=facts, auto_id="%s", prefix="bap")


class QuestionsForm(forms.Form):
    """Every question asked of this person now. Nothing is demanded yet: what is open is asked for at the end."""

    def __init__(self, person: Applicant, on: date, typed: QueryDict | None = None) -> None:
        self.person, self.on = person, on
        self.asked = questions.asked_in_all(person, on)
        initial = {name: value for step in questions.STEPS for name, value in filing.to_show(person, step).items()}
        super().__init__(typed, initial=initial, auto_id="%s", use_required_attribute=False)
        for question in self.asked:
            self.fields[question.name] = field_of(question, questions.choices(question, person, on))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._forgive_empty()
        for step, values in self.by_step().items():
            refuse(self, answers.wrong(self.person, step, values, self.on))
        return cleaned

    def _forgive_empty(self) -> None:
        for name, errors in list(self.errors.as_data().items()):
            if errors[0].code == "required":
                del self.errors[name]

    def by_step(self) -> dict[str, dict[str, Any]]:
        """What is answered and well typed, by step. A required question left empty is not an answer yet."""
        found: dict[str, dict[str, Any]] = {}
        for question in self.asked:
            value = self.cleaned_data.get(question.name)
            empty = value in ("", None)
            if question.name not in self.errors and not (empty and question.required):
                found.setdefault(question.step, {})[question.name] = "" if empty else value
        return found

    def wrong_as_typed(self) -> dict[str, dict[str, str]]:
        """What was typed and is not right, by step, to be kept for the next look."""
        found: dict[str, dict[str, str]] = {}
        for question in self.asked:
            if question.name in self.errors:
                typed = self.fields[question.name].widget.value_from_datadict(self.data, {}, question.name)
                found.setdefault(question.step, {})[question.name] = str(typed or "")
        return found

    def parts(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings."""
        found: dict[str, list[forms.BoundField]] = {}
        for question in self.asked:
            found.setdefault(question.part, []).append(self[question.name])
        return [(questions.PARTS[part], fields) for part, fields in found.items()]


def refuse(form: forms.Form, wrong: Mapping[str, answers.Wrong]) -> None:
    """Say beside each field what the stage finds wrong with it."""
    for name, found in wrong.items():
        if name in form.fields and name not in form.errors:
            form.add_error(name, ValidationError(found.message, params={"summary": found.summary}))


def field_of(question: Question, choices: Iterable[tuple[Any, Any]]) -> forms.Field:
    facts: dict[str, Any] = {"label": question.label, "help_text": question.hint, "required": question.required}
    if question.choices:
        return forms.TypedChoiceField(
            choices=[("", _("Pilih")), *choices], coerce=_coerced(question), empty_value="", **facts
        )
    if question.kind == "date":
        return forms.DateField(widget=DateParts(), **facts)
    if question.kind == "month":
        return forms.DateField(widget=DateParts(parts=("month", "year")), **facts)
    attrs = {"maxlength": str(question.longest), "autocomplete": "off"}
    if question.inputmode:
        attrs["inputmode"] = question.inputmode
    widget = forms.Textarea({**attrs, "rows": 2}) if question.kind == "long" else forms.TextInput(attrs)
    return forms.CharField(max_length=question.longest, widget=widget, **facts)


def _coerced(question: Question) -> type[int | str]:
    return int if question.name == "years" else str
