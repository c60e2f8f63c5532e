"""The paying bank's sandbox, a real process; its tokens are of today, so the clock runs."""

from __future__ import annotations

from tests.gateways.conftest import gateways, listening_side, sandbox

__all__ = ["gateways", "listening_side", "sandbox"]
