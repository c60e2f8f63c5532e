"""Which papers a person brings: the matrix of domain 1.5 as data, and what it says for one person on one day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from mpaspor.offices import policy
from mpaspor.stages.applications import questions, validity
from mpaspor.stages.applications.models import REPLACEMENTS, Applicant, Relation, Service
from mpaspor.stages.applications.questionnaire import Words

LABELS: dict[str, Words] = {
    "ktp": _("KTP"),
    "parent_ktp": _("KTP ayah atau ibu"),
    "kk": _("Kartu Keluarga (KK)"),
    "birth_proof": _("Akta kelahiran, buku nikah, ijazah, atau surat baptis"),
    "birth_certificate": _("Akta kelahiran atau surat baptis"),
    "parents_marriage": _("Buku nikah atau akta perkawinan orang tua"),
    "old_passport": _("Paspor lama, halaman foto"),
    "parent_passport": _("Paspor ayah atau ibu, kalau ada"),
    "parents_statement": _("Surat pernyataan kedua orang tua, bermeterai"),
    "custody": _("Penetapan hak asuh atau perwalian"),
    "power_of_attorney": _("Surat kuasa dari orang tua yang tidak ikut"),
    "naturalisation": _("Surat pewarganegaraan atau bukti kewarganegaraan ganda"),
    "name_change": _("Penetapan pengadilan tentang ganti nama"),
    "police_report": _("Surat kehilangan dari polisi"),
    "damaged_passport": _("Paspor yang rusak"),
    "change_basis": _("Dasar perubahan data"),
}
WHYS: dict[str, Words] = {
    "ktp": _("Untuk setiap orang dewasa."),
    "parent_ktp": _("Anak belum punya KTP sendiri."),
    "kk": _("Menunjukkan keluarga dan NIK."),
    "birth_proof": _("Harus memuat nama, tempat dan tanggal lahir, dan nama orang tua."),
    "birth_certificate": _("Menunjukkan siapa orang tuanya."),
    "parents_marriage": _("Menunjukkan hubungan kedua orang tua."),
    "old_passport": _("Karena ini ganti paspor."),
    "parent_passport": _("Mempercepat pemeriksaan."),
    "parents_statement": _("Kedua orang tua menyetujui paspor anak."),
    "custody": _("Karena anak tidak diasuh kedua orang tua bersama."),
    "power_of_attorney": _("Karena tidak kedua orang tua ikut ke kantor."),
    "naturalisation": _("Karena kewarganegaraan tidak hanya dari kelahiran."),
    "name_change": _("Karena nama pernah diganti."),
    "police_report": _("Karena paspor lama hilang."),
    "damaged_passport": _("Karena paspor lama rusak."),
    "change_basis": _("Karena data di paspor berubah."),
}

REQUIRED, IF_ANY, WHEN = "required", "if any", "when"
Line = Mapping[str, str]
_CHILD: Line = {"parent_ktp": REQUIRED, "kk": REQUIRED, "birth_certificate": REQUIRED, "parents_marriage": WHEN}
_CONSENT: Line = {
    "parents_statement": REQUIRED, "custody": WHEN, "power_of_attorney": WHEN, "parent_passport": IF_ANY,
    "naturalisation": WHEN, "name_change": WHEN,
}  # fmt: skip
_FULL: Line = {"ktp": REQUIRED, "kk": REQUIRED, "birth_proof": REQUIRED}
_CIVIL: Line = {"naturalisation": WHEN, "name_change": WHEN}
MATRIX: dict[str, Line] = {
    "new_adult": {**_FULL, **_CIVIL},
    "replacement_short": {"ktp": REQUIRED, "old_passport": REQUIRED, "name_change": WHEN},
    "replacement_long": {**_FULL, "old_passport": REQUIRED, **_CIVIL},
    "new_child": {**_CHILD, **_CONSENT},
    "replacement_child": {**_CHILD, "old_passport": REQUIRED, **_CONSENT},
    "lost": {"police_report": REQUIRED, **_FULL, "old_passport": IF_ANY, **_CIVIL},
    "lost_child": {"police_report": REQUIRED, **_CHILD, "old_passport": IF_ANY, **_CONSENT},
    "damaged": {"damaged_passport": REQUIRED, **_FULL, **_CIVIL},
    "damaged_child": {"damaged_passport": REQUIRED, **_CHILD, **_CONSENT},
    "changed": {"change_basis": REQUIRED, **_FULL, "old_passport": REQUIRED, **_CIVIL},
    "changed_child": {"change_basis": REQUIRED, **_CHILD, "old_passport": REQUIRED, **_CONSENT},
}
_GUARDED: Callable[[Mapping[str, Any]], bool] = lambda a: (  # noqa: E731 - a line of the table
    a.get("parents_status") == "divorced" or a.get("accompanied_by") == "guardian"
)
WHENS: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "parents_marriage": lambda a: a.get("parents_status") != "unmarried",
    "custody": _GUARDED,
    "power_of_attorney": lambda a: (
        a.get("accompanied_by") in ("father", "mother") and a.get("parents_status") not in ("divorced", "widowed")
    ),
    "naturalisation": lambda a: a.get("citizenship") in ("naturalised", "dual"),
    "name_change": lambda a: a.get("name_changed") == "yes",
}


@dataclass(frozen=True)
class Paper:
    """One paper a person brings. `lent_by` names who in the file has given it for both; then nothing is due here."""

    kind: str
    label: Words
    required: bool
    why: Words
    lent_by: str = ""


def label(kind: str) -> Words:
    return LABELS[kind]


def papers_for(applicant: Applicant, on: date, family: Sequence[Applicant] | None = None) -> list[Paper]:
    """The papers of one person, in the order they are asked for. `family` spares a statement when it is at hand."""
    needed = _needed(applicant, on)
    if family is None:
        # Nobody stands before the first; asking the file who else is in it would cost every single person a statement.
        family = list(applicant.application.people.all()) if applicant.order > 1 else []
    found = []
    for kind, need in needed.items():
        lender = _lender(applicant, kind, family, on)
        required = need != IF_ANY and lender is None
        found.append(Paper(kind, LABELS[kind], required, WHYS[kind], lender.full_name if lender else ""))
    return found


def case_of(applicant: Applicant, on: date) -> str:
    """Which line of the matrix holds. Somebody of whom little is known yet is a new adult."""
    child = applicant.birth_on is not None and not validity.is_adult(applicant, on)
    if applicant.service in (Service.LOST, Service.DAMAGED, Service.CHANGED):
        return f"{applicant.service}_child" if child else applicant.service
    if applicant.service not in REPLACEMENTS:
        return "new_child" if child else "new_adult"
    if child:
        return "replacement_child"
    return "replacement_short" if _issued_here_lately(applicant, on) else "replacement_long"


def _needed(applicant: Applicant, on: date) -> dict[str, str]:
    known = questions.known(applicant)
    line = MATRIX[case_of(applicant, on)]
    return {kind: need for kind, need in line.items() if need != WHEN or WHENS[kind](known)}


def _issued_here_lately(applicant: Applicant, on: date) -> bool:
    known = questions.known(applicant)
    issued_on = known.get("old_issued_on")
    after = policy.number("old_passport.short_list_after", on=on)
    return bool(known.get("old_issued_in") == "indonesia" and issued_on and issued_on.year > after)


def _lender(applicant: Applicant, kind: str, family: Sequence[Applicant], on: date) -> Applicant | None:
    """Whoever stands before this person in the file and gives the same paper."""
    for other in family:
        if other.order < applicant.order and _serves(other, applicant, kind) in _needed(other, on):
            return other
    return None


def _serves(other: Applicant, applicant: Applicant, kind: str) -> str:
    """The kind of paper of `other` that serves `applicant` too, or ""."""
    parent = applicant.relation == Relation.CHILD and other.relation in (Relation.SELF, Relation.SPOUSE)
    siblings = applicant.relation == other.relation == Relation.CHILD
    if kind == "kk" and applicant.kk and applicant.kk == other.kk:
        return "kk"
    if kind == "parent_ktp":
        return "ktp" if parent else "parent_ktp" if siblings else ""
    return kind if kind == "parents_marriage" and siblings else ""
