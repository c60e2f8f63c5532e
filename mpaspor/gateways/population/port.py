"""What we ask the population registry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from mpaspor.gateways.link import Check


class Sex(StrEnum):
    """As the passport writes it."""

    MALE = "M"
    FEMALE = "F"


class State(StrEnum):
    """What the registry knows of the number."""

    MATCHED = "matched"
    DIFFERS = "differs"
    NOT_FOUND = "not_found"
    INACTIVE = "inactive"
    DECEASED = "deceased"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a person says of herself; the family card and the mother's name are asked about only when given."""

    nik: str
    full_name: str
    birth_place: str
    birth_on: date
    sex: Sex | str
    kk: str | None = None
    mother_name: str | None = None


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """Whether one field agrees; text fields come with a score of 0 to 100."""

    agrees: bool
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The registry's word. `fields` goes by the names of `Claim` and is empty unless the number is in good standing."""

    state: State
    fields: Mapping[str, FieldMatch] = field(default_factory=dict)
    quota_left: int | None = None

    @property
    def differing(self) -> tuple[str, ...]:
        """The names of the fields that do not agree, in the order of `Claim`."""
        return tuple(name for name, match in self.fields.items() if not match.agrees)


class Registry(Protocol):
    """The population registry. Both raise or report `link.Unavailable`."""

    def verify(self, claim: Claim) -> Answer:
        """Compare a claim field by field. Raises `Unavailable`."""
        ...

    def check(self) -> Check:
        """Whether it answers us. Costs one call of our quota."""
        ...
