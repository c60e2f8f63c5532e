"""A record that stands for any other."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, ClassVar


@dataclass
class Record:
    """It knows whose file it belongs to, and that is all an entry asks."""

    pk: Any = 1
    _meta: ClassVar[Any] = SimpleNamespace(model_name="record")

    def trail_of(self) -> tuple[int | None, int | None]:
        return (7, 8)
