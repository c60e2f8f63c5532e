"""Is an answer right? One sentence for each way it is not, saying how to put it right.

Forms and acts ask the same questions here, so a page cannot let through what the file would refuse.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import phonenumbers
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mpaspor.offices import policy
from mpaspor.stages.applications import landing, names, nik, questions
from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.applications.questionnaire import BY_NAME, Question, Value, Words

OLDEST = 120
# No Indonesian passport ever ran longer; a year more than the law forgives a month counted twice.
LONGEST_VALIDITY = timedelta(days=366 * 11)


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one answer. `summary` is the reason in short, for the head of the page; it may be empty."""

    code: str
    message: Words
    summary: Words = ""


Values = Mapping[str, Any]
Rule = Callable[[Any, Values, date], Wrong | None]


class NotRight(Exception):
    """Some answers cannot be kept as they are; `wrong` says which and why."""

    def __init__(self, wrong_answers: dict[str, Wrong]) -> None:
        super().__init__({name: each.code for name, each in wrong_answers.items()})
        self.wrong = wrong_answers


def wrong(applicant: Applicant, step: str, values: Values, on: date) -> dict[str, Wrong]:
    """What cannot be kept of `values`, by question. Questions this person is not asked are passed over."""
    try:
        accept(applicant, step, values, on)
    except NotRight as refusal:
        return refusal.wrong
    return {}


def accept(applicant: Applicant, step: str, values: Values, on: date) -> dict[str, Value]:
    """The answers as they are kept, without those to questions this person is not asked. Raises `NotRight`."""
    own = {question.name: question for question in questions.of_step(step)}
    found = {name: Wrong("unknown", _("Pertanyaan ini tidak ada.")) for name in values if name not in own}
    clean = {name: tidy(own[name], value) for name, value in values.items() if name in own}
    for name in [name for name, value in clean.items() if not _readable(own[name], value)]:
        found[name] = Wrong("type", _("Jawaban ini tidak terbaca. Tulis lagi."))
        del clean[name]
    probe = copy.copy(applicant)
    landing.put(probe, clean, on)
    asked = {question.name for question in questions.asked(probe, step, on)}
    together = questions.known(probe)
    for name, value in clean.items():
        problem = _problem(own[name], value, together, probe, on) if name in asked else _unasked(name, value, probe, on)
        if problem:
            found[name] = problem
    if found:
        raise NotRight(found)
    return {name: value for name, value in clean.items() if name in asked}


def tidy(question: Question, value: Value) -> Value:
    """The answer as it is kept: without stray spaces; numbers without what people type between the digits."""
    if not isinstance(value, str):
        return value
    if question.kind in ("nik", "kk"):
        return nik.tidy(value)
    if question.kind == "phone":
        return _international(value)
    if question.kind == "long":
        return "\n".join(" ".join(line.split()) for line in value.strip().splitlines() if line.strip())
    text = " ".join(value.split())
    if question.name == "years" and text.isdigit():
        return int(text)
    return text.upper() if question.name == "old_number" else text


def _problem(question: Question, value: Value, together: Values, probe: Applicant, on: date) -> Wrong | None:
    if value in ("", None):
        return _missing(question) if question.required else None
    if question.choices:
        return _not_offered(question, value, probe, on)
    if isinstance(value, str) and len(value) > question.longest:
        return Wrong("too_long", format_lazy(_("Paling panjang {most} huruf."), most=question.longest))
    return _by_rules(question, value, together, on)


def _unasked(name: str, value: Value, probe: Applicant, on: date) -> Wrong | None:
    """A child is not asked about years; who asks for ten all the same is told why not."""
    return _not_offered(BY_NAME[name], value, probe, on) if name == "years" and value else None


def _by_rules(question: Question, value: Value, together: Values, on: date) -> Wrong | None:
    rules = (_KINDS.get(question.kind), _NAMES.get(question.name))
    return next((told for rule in rules if rule and (told := rule(value, together, on))), None)


def _missing(question: Question) -> Wrong:
    return Wrong("empty", _("Pilih salah satu.") if question.choices else _("Isi bagian ini."))


def _readable(question: Question, value: Value) -> bool:
    if value in ("", None):
        return True
    if question.kind in questions.DATES:
        return type(value) is date
    return isinstance(value, int if question.name == "years" else str)


def _not_offered(question: Question, value: Value, probe: Applicant, on: date) -> Wrong | None:
    if value in [offered for offered, _words in questions.choices(question, probe, on)]:
        return None
    if question.name == "years":
        sentence = _("Paspor 10 tahun hanya untuk yang berumur {age} tahun ke atas atau sudah menikah.")
        return Wrong("years", format_lazy(sentence, age=policy.number("adult.age", on=on)))
    return Wrong("choice", _("Pilih salah satu jawaban yang ada."))


# -------------------------------------------------------------------------------------------------- rules by kind


def _name(value: str, _together: Values, _on: date) -> Wrong | None:
    sentences = {
        "empty": _("Tulis nama dengan huruf."),
        "digits": _("Tulis nama tanpa angka."),
        "script": _("Tulis nama dengan huruf Latin, seperti di KTP."),
        "too_long": _("Nama paling panjang 60 huruf. Kalau lebih, tulis seperti di KTP."),
    }
    return next((Wrong(code, sentences[code]) for code in names.problems(value)), None)


def _nik(value: str, _together: Values, _on: date) -> Wrong | None:
    code = nik.problem(value)
    return Wrong(code, format_lazy("{}", nik.InvalidNik(code))) if code else None


def _kk(value: str, _together: Values, _on: date) -> Wrong | None:
    if value.isascii() and value.isdigit() and len(value) == nik.LENGTH:
        return None
    return Wrong("length", _("Nomor KK berisi 16 angka. Lihat di bagian atas Kartu Keluarga."))


def _postcode(value: str, _together: Values, _on: date) -> Wrong | None:
    if value.isascii() and value.isdigit() and len(value) == 5:
        return None
    return Wrong("length", _("Kode pos berisi 5 angka."))


def _phone(value: str, _together: Values, _on: date) -> Wrong | None:
    if _parsed(value):
        return None
    return Wrong("phone", _("Nomor ini belum lengkap atau kelebihan angka. Misalnya 0812 3456 7890."))


def _parsed(value: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(value, "ID")
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def _international(value: str) -> str:
    number = _parsed(value)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if number else value.strip()


# ---------------------------------------------------------------------------------------------- rules by question


def _birth_on(value: date, _together: Values, on: date) -> Wrong | None:
    if value > on:
        return _not_yet(value, on, _("Tanggal lahir belum mungkin"))
    if on.year - value.year > OLDEST:
        sentence = _("Tulis tahun lahir dengan empat angka, misalnya 1987.")
        return Wrong("too_old", sentence, _("Tahun lahir terlalu lama"))
    return None


def _old_issued_on(value: date, together: Values, on: date) -> Wrong | None:
    if value > on:
        return _not_yet(value, on, _("Tahun terbit belum mungkin"))
    born = together.get("birth_on")
    if born and value < born.replace(day=1):
        return Wrong("before_birth", _("Tanggal ini sebelum lahir. Periksa lagi tahunnya."), _("Terbit sebelum lahir"))
    return None


def _old_expires_on(value: date, together: Values, _on: date) -> Wrong | None:
    issued = together.get("old_issued_on")
    if not issued:
        return None
    if value <= issued:
        return Wrong("before_issue", _("Tulis bulan sesudah paspor terbit."), _("Habis berlaku sebelum terbit"))
    if value - issued > LONGEST_VALIDITY:
        return Wrong("too_far", _("Paspor berlaku paling lama 10 tahun. Periksa lagi tahunnya."))
    return None


def _departure_on(value: date, _together: Values, on: date) -> Wrong | None:
    return Wrong("past", _("Tulis tanggal sesudah hari ini, atau kosongkan.")) if value <= on else None


def _not_yet(value: date, on: date, summary: Words) -> Wrong:
    """A year to come is mostly two digits in the wrong order."""
    meant = value.year // 100 * 100 + int(f"{value.year % 100:02}"[::-1])
    if meant != value.year and on.year - OLDEST < meant <= on.year:
        sentence = _("Tulis tahun sampai {latest}. Mungkin maksud Anda {meant}?")
        return Wrong("future", format_lazy(sentence, latest=on.year, meant=meant), summary)
    return Wrong("future", format_lazy(_("Tulis tahun sampai {latest}."), latest=on.year), summary)


_KINDS: dict[str, Rule] = {"name": _name, "nik": _nik, "kk": _kk, "postcode": _postcode, "phone": _phone}
_NAMES: dict[str, Rule] = {
    "birth_on": _birth_on,
    "old_issued_on": _old_issued_on,
    "old_expires_on": _old_expires_on,
    "departure_on": _departure_on,
}
