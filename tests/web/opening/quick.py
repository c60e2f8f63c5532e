"""The door as granian serves it, with rounds of two seconds: tests do not wait for people who come late."""

from __future__ import annotations

from mpaspor.stages.appointments.line import rounds

rounds.ROUND_SECONDS, rounds.SETTLED_AFTER = 2, 1

from config.opening import application  # noqa: E402 - a round is short before anybody comes

__all__ = ["application"]
