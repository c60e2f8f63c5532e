"""Blank books in the safe. Each is numbered and leaves it once: into a passport, or spoiled."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Count

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import PassportKind
from mpaspor.stages.passports.models import BlankBook

# One letter or two, then digits: nine characters at most (domain 6.2).
NUMBER = re.compile(r"([A-Z]{1,2})([0-9]{6,7})")
MOST_AT_ONCE = 20_000

_TAKE = """
UPDATE passports_blankbook SET state = 'used' WHERE id = (
  SELECT id FROM passports_blankbook WHERE office_id = %s AND kind = %s AND state = 'in_stock'
   ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id, number
"""


class BadNumber(Exception):
    """A book's number is one or two letters and six or seven digits, such as X1234567."""


class BadCount(Exception):
    """A delivery has at least one book, and no more than the numbers that are left in its series."""


class NumberTaken(Exception):
    """A book of this number was delivered before."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class NoBlanks(Exception):
    """The safe holds no blank book of this kind."""


@transaction.atomic
def deliver(
    office: Office, kind: str, first_number: str, count: int, *, by: User | None, at: datetime
) -> list[BlankBook]:
    """Put so many books with running numbers into the office's safe."""
    numbers = _numbers(first_number, count)
    kind = PassportKind(kind)
    try:
        with transaction.atomic():
            books = BlankBook.objects.bulk_create(
                (BlankBook(office=office, kind=kind, number=number, delivered_at=at) for number in numbers),
                batch_size=5000,
            )
    except IntegrityError:
        taken = BlankBook.objects.filter(number__in=numbers).order_by("number").first()
        if taken is None:
            raise
        raise NumberTaken(taken.number) from None
    facts = {"office": office.name, "kind": str(kind), "first": numbers[0], "last": numbers[-1], "count": count}
    trail.write(books[0], "blankbook.delivered", by=by, at=at, new=facts)
    return books


def remaining(office: Office) -> dict[str, int]:
    """How many blank books of each kind the safe holds."""
    rows = BlankBook.objects.filter(office=office, state=BlankBook.State.IN_STOCK).values_list("kind")
    return dict.fromkeys(PassportKind.values, 0) | dict(rows.annotate(Count("id")))


def take(office_id: int, kind: str) -> BlankBook:
    """The next blank: two printers that reach for one at the same moment get two. Inside the act's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [office_id, kind])
        row = cursor.fetchone()
    if row is None:
        raise NoBlanks
    book = BlankBook(office_id=office_id, kind=kind, state=BlankBook.State.USED)
    book.pk, book.number = row
    return book


def _numbers(first: str, count: int) -> list[str]:
    found = NUMBER.fullmatch(first.replace(" ", "").upper())
    if not found:
        raise BadNumber(first)
    letters, digits = found.groups()
    if not 1 <= count <= MOST_AT_ONCE or int(digits) + count > 10 ** len(digits):
        raise BadCount
    return [f"{letters}{int(digits) + n:0{len(digits)}}" for n in range(count)]
