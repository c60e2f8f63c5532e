"""What the applicant wrote beside what the population registry and the register of passports know."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from mpaspor.core import dates
from mpaspor.stages.applications import questions
from mpaspor.stages.applications.models import Applicant, IssuedPassport
from mpaspor.web.backoffice import telling
from mpaspor.web.templatetags.telling import language

# What the registry is asked to compare, and its name there.
COMPARED = {
    "full_name": "full_name", "birth_place": "birth_place", "birth_on": "birth_on", "sex": "sex", "nik": "nik",
    "kk": "kk", "mother_name": "mother_name", "civil_status": "",
}  # fmt: skip


class Row(NamedTuple):
    """One fact from three sides. `same` None: nobody could compare it."""

    label: str
    written: str
    registry: str
    register: str
    same: bool | None

    @property
    def differs(self) -> bool:
        return self.same is False


def rows(person: Applicant, old: IssuedPassport | None, on: date) -> list[Row]:
    told = {question.name: (question, value) for question, value in questions.told(person, on)}
    found = [_row(person, *told[name], asked) for name, asked in COMPARED.items() if name in told]
    return [*found, _old(told, old)]


def _row(person: Applicant, question: questions.Question, value: object, asked: str) -> Row:
    written = telling.answer(question, value, whole=True)
    unknown = _("tidak dimuat")
    if asked == "nik":
        known = person.population_state not in (Applicant.Population.UNCHECKED, Applicant.Population.NOT_FOUND)
        said = _("terdaftar") if known else _("belum diperiksa")
        return Row(str(question.label), written, said, unknown, known or None)
    answer = person.population_answer.get(asked)
    if not answer:
        return Row(str(question.label), written, unknown, unknown, None)
    agrees, score = answer
    differing = _("berbeda") if score is None else _("berbeda, mirip %(score)s %%") % {"score": score}
    return Row(str(question.label), written, _("cocok") if agrees else differing, unknown, bool(agrees))


def _old(told: dict[str, tuple[questions.Question, object]], old: IssuedPassport | None) -> Row:
    held = told.get("ever_held")
    number = told.get("old_number")
    written = str(number[1]) if number else telling.answer(*held) if held else ""
    if old is None:
        same = None if not held else held[1] == "no" or None
        return Row(_("Paspor lama"), written, _("tidak dimuat"), _("tidak ada di daftar"), same)
    known = _("%(number)s, habis %(day)s") % {
        "number": old.number, "day": dates.plain_day(old.expires_on, None, language())
    }  # fmt: skip
    known_to_her = number[1] == old.number if number else bool(held and held[1] == "yes")
    return Row(_("Paspor lama"), written, _("tidak dimuat"), known, known_to_her)
