"""What headquarters is shown: only what many accounts share, with its evidence, and nothing of what families do."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connection

from mpaspor.accounts.models import User
from mpaspor.core.clock import now
from mpaspor.offices import policy
from mpaspor.offices.models import Rule
from mpaspor.reports import signals
from mpaspor.reports.signals import Kind
from mpaspor.stages.applications.models import Applicant, Application, Document
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Slot
from tests.stages.appointments import scene

pytestmark = pytest.mark.django_db
ONE_BROWSER = hashlib.sha256(b"browser").digest()


@pytest.fixture(autouse=True)
def _rules() -> None:
    policy.forget()


def account(number: int) -> User:
    return User.objects.create_user(f"orang{number}@contoh.id", created_at=now())


def file_of(owner: User | None, number: int, **facts: object) -> Application:
    """A complete file of a stranger."""
    application = scene.file(scene.stranger(number))
    Application.objects.filter(pk=application.pk).update(owner=owner, created_at=now(), **facts)
    return Application.objects.prefetch_related("people").get(pk=application.pk)


def found(kind: Kind) -> list[signals.Signal]:
    return [signal for signal in signals.clusters(now()) if signal.kind == kind]


def test_three_accounts_with_one_telephone_are_shown_with_their_files() -> None:
    files = [file_of(account(number), number, contact_phone="+628123456789") for number in range(3)]
    (signal,) = found(Kind.PHONE)
    assert (signal.accounts, signal.files, signal.times, signal.tail) == (3, 3, 3, "789")
    assert {one.reference for one in signal.evidence} == {file.reference for file in files}
    assert {one.account for one in signal.evidence} == {file.owner_id for file in files}


def test_one_account_may_have_as_many_files_as_it_likes() -> None:
    owner = account(1)
    for number in range(6):
        file_of(owner, number, contact_phone="+628123456789", device=ONE_BROWSER)
    assert signals.clusters(now()) == []


def test_two_accounts_of_a_household_are_no_signal() -> None:
    for number in range(2):
        file_of(account(number), number, contact_phone="+628123456789", device=ONE_BROWSER)
    assert signals.clusters(now()) == []


def test_no_telephone_is_not_the_same_telephone() -> None:
    for number in range(6):
        file_of(account(number), number)
    assert signals.clusters(now()) == []


def test_each_file_an_officer_filed_counts_as_an_account() -> None:
    for number in range(3):
        file_of(None, number, contact_phone="+628123456789")
    (signal,) = found(Kind.PHONE)
    assert (signal.accounts, [one.account for one in signal.evidence]) == (3, [None] * 3)


def test_one_browser_that_fills_in_for_five_accounts_is_shown() -> None:
    for number in range(4):
        file_of(account(number), number, device=ONE_BROWSER)
    assert found(Kind.DEVICE) == []
    file_of(account(4), 4, device=ONE_BROWSER)
    (signal,) = found(Kind.DEVICE)
    assert (signal.accounts, signal.files) == (5, 5)


def test_how_many_are_many_is_policy() -> None:
    for number in range(2):
        file_of(account(number), number, device=ONE_BROWSER)
    Rule.objects.filter(key="signals.device_accounts").update(value=2)
    policy.forget()
    assert len(found(Kind.DEVICE)) == 1


def test_one_picture_sent_by_three_accounts_is_shown_with_the_kind_of_paper() -> None:
    for number in range(3):
        person = file_of(account(number), number).people.get()
        paper(person, "ktp", b"the same picture")
        paper(person, "kk", f"another picture {number}".encode())
    (signal,) = found(Kind.PAPER)
    assert (signal.accounts, {one.paper for one in signal.evidence}) == (3, {"ktp"})


def test_what_is_older_than_the_days_asked_for_is_left_out() -> None:
    for number in range(3):
        file_of(account(number), number, contact_phone="+628123456789")
    Application.objects.filter(owner__email="orang0@contoh.id").update(created_at=now() - timedelta(days=31))
    assert signals.clusters(now()) == []
    assert len(signals.clusters(now(), days=40)) == 1


def test_the_largest_cluster_comes_first() -> None:
    for number in range(7):
        file_of(account(number), number, contact_phone="+62811" if number < 3 else "+62822")
    assert [signal.accounts for signal in found(Kind.PHONE)] == [4, 3]


def test_of_a_crowd_a_few_rows_are_shown_and_all_are_counted() -> None:
    for number in range(signals.MOST_ROWS + 5):
        file_of(account(number), number, contact_phone="+62811")
    (signal,) = found(Kind.PHONE)
    assert (signal.times, len(signal.evidence)) == (signals.MOST_ROWS + 5, signals.MOST_ROWS)


def test_a_place_that_goes_three_times_from_one_account_to_the_other_is_shown() -> None:
    giver, taker = account(1), account(2)
    for number in range(2):
        hand_over(giver, taker, number)
    assert found(Kind.HANDOVER) == []
    # The other way round counts too: the same two accounts.
    hand_over(taker, giver, 2)
    (signal,) = found(Kind.HANDOVER)
    assert (signal.accounts, signal.files, signal.times) == (2, 6, 3)
    newest = signal.evidence[0]
    assert newest.taken_at is not None
    assert newest.taken_at - newest.at == timedelta(minutes=10)
    assert newest.reference != newest.taken_by


def test_a_place_taken_hours_later_was_not_handed_over() -> None:
    giver, taker = account(1), account(2)
    for number in range(3):
        hand_over(giver, taker, number, minutes=120)
    assert found(Kind.HANDOVER) == []


def test_places_that_go_to_ever_other_accounts_are_no_handovers() -> None:
    giver = account(1)
    for number in range(3):
        hand_over(giver, account(2 + number), number)
    assert found(Kind.HANDOVER) == []


def test_a_family_hands_its_places_over_once() -> None:
    slot = scene.hour(capacity=6)
    giver, taker = account(1), account(2)
    first = whole_family(giver, range(3))
    booking.hold(first, slot.pk, by=None, at=now())
    booking.release(first, by=None, at=now(), why="")
    Slot.objects.update(kept=0)
    booking.hold(whole_family(taker, range(3, 6)), slot.pk, by=None, at=now())
    Rule.objects.filter(key="signals.handover_times").update(value=1)
    policy.forget()
    assert [(signal.times, len(signal.evidence)) for signal in found(Kind.HANDOVER)] == [(1, 1)]


def test_looking_changes_nothing_and_costs_four_statements(django_assert_num_queries: object) -> None:
    for number in range(3):
        file_of(account(number), number, contact_phone="+628123456789")
    signals.clusters(now())
    before = Application.objects.order_by("pk").values_list()
    told = list(before)
    with django_assert_num_queries(4):  # type: ignore[operator]
        signals.clusters(now())
    assert list(before.all()) == told
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry")
        assert cursor.fetchone() == (0,)


def paper(person: Applicant, kind: str, content: bytes) -> None:
    Document.objects.create(
        applicant=person, kind=kind, store_key=f"papers/{person.pk}-{kind}", content_type="image/jpeg", bytes=1,
        content_key=hashlib.sha256(content).digest(), quality="clear", thumbnail=b"", uploaded_at=now(),
    )  # fmt: skip


def whole_family(owner: User, numbers: Sequence[int]) -> Application:
    application = scene.file(*[scene.stranger(number) for number in numbers])
    Application.objects.filter(pk=application.pk).update(owner=owner)
    return Application.objects.prefetch_related("people").get(pk=application.pk)


def hand_over(giver: User, taker: User, number: int, minutes: int = 10) -> None:
    """One gives up an hour's only place, the other has it `minutes` later."""
    slot = scene.hour(capacity=1, start=8 + number)
    old, new = file_of(giver, 2 * number), file_of(taker, 2 * number + 1)
    booking.hold(old, slot.pk, by=None, at=now() - timedelta(minutes=minutes))
    booking.release(old, by=None, at=now() - timedelta(minutes=minutes), why="")
    Slot.objects.filter(pk=slot.pk).update(kept=0)
    booking.hold(new, slot.pk, by=None, at=now())
