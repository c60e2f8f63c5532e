"""What was looked at before anybody was asked for money, in words. The watchlist is not among it, and never shown."""

from __future__ import annotations

from typing import Any

from mpaspor.core import clock
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments import checks
from mpaspor.web.templatetags.telling import first_name


def told(file: Application) -> list[dict[str, Any]]:
    """For `portal/payments/checked.html`."""
    return [
        {"code": check.code, "sure": check.sure, "names": ", ".join(map(first_name, check.people))}
        for check in checks.made(file, at=clock.now())
    ]
