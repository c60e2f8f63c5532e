"""What anybody may learn of money by the number on its proof: that it is here, and since when; nothing of who paid."""

from __future__ import annotations

from datetime import datetime

from mpaspor.stages.payments.models import Question


def unplaced_since(ntpn: str) -> datetime | None:
    """Since when money with this NTPN is here for a code nobody has; None once its owner was found, or without any."""
    asked = Question.objects.filter(state=Question.State.OPEN, payment__ntpn=ntpn)
    return asked.values_list("opened_at", flat=True).first()
