"""Those who live through the journeys; nobody else in the town has their numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests import people
from tests.people import Person

SARI = Person(
    "Ni Luh Sari Utami", "F", date(1994, 2, 11), "Denpasar", "5171035102940021", kk="5171031203160004",
    email="sari@contoh.id",
)  # fmt: skip
SUPARMAN = replace(people.SUPARMAN, email="suparman.keluarga@contoh.id")
WAYAN = Person(
    "Wayan Artha", "M", date(1983, 9, 30), "Gianyar", "5104033009830022", kk="5104031203160004",
    email="wayan@contoh.id",
)  # fmt: skip
MADE = Person(
    "Made Wirya", "M", date(1979, 4, 17), "Singaraja", "5108061704790023", kk="5108061203160004",
    email="made.wirya@contoh.id",
)  # fmt: skip
FAMILY = (replace(people.RATNA, email="ratna.wulandari@contoh.id"), people.BAGUS, people.KIRANA)
