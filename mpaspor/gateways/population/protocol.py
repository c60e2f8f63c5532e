"""The registry's own words: element names, answers and codes of its service that verifies by element."""

from __future__ import annotations

from mpaspor.gateways.population.port import Sex, State

NAME, BIRTH_PLACE, BIRTH_ON, SEX = "NAMA_LGKP", "TMPT_LHR", "TGL_LHR", "JENIS_KLMIN"
KK, MOTHER_NAME = "NO_KK", "NAMA_LGKP_IBU"

FIELDS = {
    NAME: "full_name",
    BIRTH_PLACE: "birth_place",
    BIRTH_ON: "birth_on",
    SEX: "sex",
    KK: "kk",
    MOTHER_NAME: "mother_name",
}
SCORED = frozenset({NAME, BIRTH_PLACE, MOTHER_NAME})

DATE = "%d-%m-%Y"
SEXES = {Sex.MALE: "Laki-Laki", Sex.FEMALE: "Perempuan"}
AGREES, DIFFERS = "Sesuai", "Tidak Sesuai"

DECEASED, DUPLICATE, NOT_FOUND, INACTIVE, MALFORMED = "11", "12", "13", "14", "15"
STATES = {
    DECEASED: State.DECEASED,
    # Two records under one number: as with an inactive one, only the registry's own office can put it right.
    DUPLICATE: State.INACTIVE,
    NOT_FOUND: State.NOT_FOUND,
    INACTIVE: State.INACTIVE,
    MALFORMED: State.NOT_FOUND,
}


def path(agency: str) -> str:
    """Where an agency asks."""
    return f"/dukcapil/get_json/{agency}/nik_verifby_elemen"
