"""What an invented person answers to our questions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mpaspor.demo import folk

if TYPE_CHECKING:
    from random import Random

    from mpaspor.demo.folk import Person

OLD_VALIDITY_YEARS = 5
MOST_DAYS_LEFT = 150


def of_adult(
    person: Person,
    chance: Random,
    *,
    on: date,
    kind: str,
    years: int,
    purpose: str,
    old_number: str = "",
    old_office: str = "",
) -> dict[str, dict[str, Any]]:
    """Answers by step and question; `old_number` makes it a replacement."""
    return {
        "who": {
            "relation": "self",
            "full_name": person.full_name,
            "birth_on": person.birth_on,
            "civil_status": "married" if person.married else "single",
        },
        "service": {
            **_held(chance, on, old_number, old_office),
            "purpose": purpose,
            "destination": chance.choice(folk.COUNTRIES),
            "stay": "month",
            "passport_kind": kind,
            "years": years,
        },
        "identity": {
            "nik": person.nik,
            "kk": person.kk,
            "sex": person.sex,
            "birth_place": person.birth_place,
            "citizenship": "birth",
            "name_changed": "no",
        },
        "details": {**_home(person, chance), **_family(person, chance)},
    }


def _held(chance: Random, on: date, old_number: str, old_office: str) -> dict[str, Any]:
    if not old_number:
        return {"ever_held": "no"}
    issued, expires = old_dates(chance, on)
    return {
        "ever_held": "yes",
        "condition": "expired",
        "old_number": old_number,
        "old_office": old_office,
        "old_issued_on": issued.replace(day=1),
        "old_expires_on": expires.replace(day=1),
        "old_issued_in": "indonesia",
    }


def old_dates(chance: Random, on: date) -> tuple[date, date]:
    """When the old passport was issued and runs out: soon, or lately."""
    expires = on + timedelta(days=chance.randint(-700, MOST_DAYS_LEFT))
    expires = expires.replace(day=min(expires.day, 28))
    return expires.replace(year=expires.year - OLD_VALIDITY_YEARS), expires


def _home(person: Person, chance: Random) -> dict[str, Any]:
    return {
        "occupation": chance.choice(["private", "own_business", "civil_servant", "student", "homemaker"]),
        "address": f"{chance.choice(folk.STREETS)} {chance.randint(1, 200)}",
        "rt_rw": "002/005",
        "village": "Panjer",
        "district": "Denpasar Selatan",
        "city": "Denpasar",
        "province": person.nik[:2],
        "postcode": "80225",
        "phone": f"08123{chance.randint(100000, 999999)}",
        "domicile_same": "yes",
    }


def _family(person: Person, chance: Random) -> dict[str, Any]:
    spouse = {"spouse_name": f"{chance.choice(folk.MEN)} {chance.choice(folk.FAMILY)}", "spouse_citizenship": "wni"}
    return {
        "father_name": person.father,
        "mother_name": person.mother,
        **(spouse if person.married else {}),
        "emergency_name": person.mother,
        "emergency_relation": "parent",
        "emergency_phone": f"08131{chance.randint(100000, 999999)}",
        "emergency_address": "Jl. Melati 1, Denpasar",
    }
