"""Money found by what stands on a receipt: a code, a number of whoever took it, a file's reference, a name."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mpaspor.core import references
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.payments.models import Payment, Question

SHORTEST_NAME = 3
CODE_DIGITS = 15


def bills(typed: str, files: QuerySet[Application]) -> Q:
    """Of these files, by code, reference, NTPN, a bank's or the post's own number, or a name; none when too short."""
    plain = _plain(typed)
    if not plain:
        return Q(pk__in=[])
    paid = Payment.objects.filter(_known_as(plain), bill__application__in=files)
    found = Q(pk__in=paid.values_list("bill_id", flat=True))
    if plain.isascii() and plain.isdigit() and len(plain) == CODE_DIGITS:
        return found | Q(code=plain)
    if references.is_valid(typed):
        found |= Q(application__reference=references.normalise(typed))
    named = " ".join(typed.split())
    if len(named) >= SHORTEST_NAME and not any(mark.isdigit() for mark in named):
        called = Applicant.objects.filter(full_name__icontains=named, application__in=files)
        found |= Q(application__in=called.values("application"))
    return found


def questions(typed: str) -> QuerySet[Question]:
    """Money nobody's bill was for, by the code that was written or a number of whoever took it; of no office."""
    plain = _plain(typed)
    if not plain:
        return Question.objects.none()
    return Question.objects.filter(_known_as(plain, "payment__") | Q(payment__code=plain))


def _plain(typed: str) -> str:
    return "".join(typed.split()).upper()


def _known_as(number: str, of: str = "") -> Q:
    """NTPN, NTB, NTP, RRN, or what its source calls the payment."""
    return Q(**{f"{of}ntpn": number}) | Q(**{f"{of}reference": number}) | Q(**{f"{of}request_id": number})
