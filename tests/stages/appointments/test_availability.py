"""What can be chosen, and the reason beside everything that cannot."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from mpaspor.offices import policy
from mpaspor.offices.models import ClosedDay, Rule
from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.appointments import availability, booking
from mpaspor.stages.appointments.availability import Day, Hour
from mpaspor.stages.appointments.models import Draw, Slot
from tests import people
from tests.stages.appointments.scene import FAMILY, MONDAY, MORNING, file, hour, published, stranger

pytestmark = pytest.mark.django_db
FRIDAY = MORNING.date()


def persons(*cast: people.Person, kind: str = "electronic") -> list[Applicant]:
    return list(file(*cast, kind=kind).people.all())


def day(on: date, who: list[Applicant] | None = None) -> Day:
    found = availability.calendar(people.denpasar(), who or persons(), FRIDAY, at=MORNING, weeks=8)
    return next(one for one in found if one.on == on)


def test_the_calendar_has_whole_weeks_from_monday() -> None:
    days = availability.calendar(people.denpasar(), persons(), FRIDAY)
    assert (days[0].on, days[-1].on, len(days)) == (date(2025, 12, 29), date(2026, 1, 25), 28)
    later = availability.calendar(people.denpasar(), persons(), FRIDAY, first=date(2026, 2, 4))
    assert later[0].on == date(2026, 2, 2)


def test_an_open_day_says_how_many_places_it_has() -> None:
    hour(5)
    hour(4, start=10)
    assert day(MONDAY) == Day(MONDAY, "open", 9, "9", "")
    assert day(MONDAY).choosable


def test_a_day_gone_by_says_so() -> None:
    assert day(FRIDAY - timedelta(days=1)).word == "lewat"


def test_today_counts_only_the_hours_still_ahead() -> None:
    hour(5, on=FRIDAY, start=8)
    assert day(FRIDAY) == Day(FRIDAY, "none", 0, "lewat", "Semua jam hari ini sudah lewat.")
    hour(3, on=FRIDAY, start=14)
    assert day(FRIDAY).free == 3


def test_a_weekend_says_so() -> None:
    saturday = day(MONDAY - timedelta(days=2))
    assert (saturday.state, saturday.word, saturday.reason) == ("closed", "libur", "Kantor tutup.")


@pytest.mark.parametrize(
    ("kind", "word"), [("holiday", "libur"), ("joint_leave", "cuti"), ("closure", "tutup"), ("no_blanks", "blanko")]
)
def test_an_announced_closure_gives_its_reason(kind: str, word: str) -> None:
    hour(5)
    ClosedDay.objects.create(office=None, on=MONDAY, kind=kind, reason="Alasannya", reason_en="The reason")
    assert day(MONDAY) == Day(MONDAY, "closed", 0, word, "Alasannya")
    with translation.override("en"):
        assert day(MONDAY).reason == "The reason"


def test_blanks_that_ran_out_close_the_day_only_for_their_kind() -> None:
    hour(5)
    reason = "Blanko e-paspor habis. Kiriman tiba 6 Januari."
    ClosedDay.objects.create(
        office=people.denpasar(), on=MONDAY, kind="no_blanks", passport_kind="electronic", reason=reason
    )
    assert day(MONDAY).reason == reason
    assert day(MONDAY, persons(kind="ordinary")).choosable


def test_another_offices_closure_does_not_count() -> None:
    hour(5)
    ClosedDay.objects.create(office=people.jayapura(), on=MONDAY, kind="closure", reason="Perbaikan", reason_en="Works")
    assert day(MONDAY).choosable


def test_a_full_day_says_so() -> None:
    booking.hold(file(stranger(1)), hour(1).pk, by=None, at=MORNING)
    assert day(MONDAY) == Day(MONDAY, "full", 0, "penuh", "Semua tempat sudah terisi.")


def test_too_few_for_the_family_says_how_many_there_are() -> None:
    hour(2)
    few = day(MONDAY, persons(*FAMILY))
    assert (few.state, few.word) == ("few", "kurang")
    assert few.reason == "Tinggal 2 tempat, kurang untuk 3 orang."
    assert day(MONDAY).choosable


def test_places_scattered_over_the_hours_are_too_few_for_the_family() -> None:
    hour(2)
    hour(2, start=10)
    few = day(MONDAY, persons(*FAMILY))
    assert few.reason == "Masih 4 tempat, tetapi tidak ada jam untuk 3 orang sekaligus."


def test_a_day_beyond_the_horizon_says_from_when_it_can_be_booked() -> None:
    far = date(2026, 2, 4)
    hour(5, on=far)
    told = day(far)
    assert (told.state, told.word) == ("none", "nanti")
    assert told.reason == "Bisa dipesan mulai Senin 5 Januari 2026."


def test_a_day_without_hours_is_not_opened_yet() -> None:
    assert day(MONDAY) == Day(MONDAY, "none", 0, "belum", "Tempat untuk hari ini belum dibuka.")


def test_a_kind_the_office_does_not_issue_closes_its_days() -> None:
    hour(5)
    Rule.objects.create(
        key="office.passport_kinds", office=people.denpasar(), value=["ordinary"], valid_from=FRIDAY, source="a test"
    )
    policy.forget()
    told = day(MONDAY)
    policy.forget()
    assert told.reason == "Kantor ini tidak menerbitkan paspor elektronik."


def test_hours_kept_for_one_kind_count_for_that_kind_alone() -> None:
    hour(5, kind="ordinary")
    hour(2, start=10)
    assert day(MONDAY).free == 2
    assert day(MONDAY, persons(kind="ordinary")).free == 7


def test_a_family_of_both_kinds_needs_an_hour_for_any() -> None:
    hour(5, kind="ordinary")
    both = [*persons(people.RATNA), *persons(people.BAGUS, kind="ordinary")]
    assert day(MONDAY, both).state == "none"


def hours_of(who: list[Applicant], on: date = MONDAY) -> list[tuple[bool, str]]:
    found: list[Hour] = availability.hours(people.denpasar(), on, who, at=MORNING)
    return [(one.choosable, one.why) for one in found]


def test_every_hour_that_cannot_be_chosen_says_why() -> None:
    hour(4, start=8)
    hour(2, start=9)
    booking.hold(file(stranger(1)), hour(1, start=10).pk, by=None, at=MORNING)
    hour(5, start=11, desk=True)
    hour(5, start=13, kind="ordinary")
    assert hours_of(persons(*FAMILY)) == [
        (True, ""),
        (False, "2 tempat, kurang"),
        (False, "penuh"),
        (False, "untuk loket bantuan"),
        (False, "hanya paspor biasa"),
    ]


def test_an_hour_gone_by_and_an_hour_of_a_closed_day_say_so() -> None:
    hour(5, on=FRIDAY, start=8)
    assert hours_of(persons(), FRIDAY) == [(False, "sudah lewat")]
    hour(5)
    ClosedDay.objects.create(office=None, on=MONDAY, kind="holiday", reason="Libur", reason_en="Holiday")
    assert hours_of(persons()) == [(False, "kantor tutup")]


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ({"on": FRIDAY, "start": 8}, "past"),
        ({"on": date(2026, 2, 4)}, "horizon"),
        ({"kind": "ordinary"}, "kind"),
        ({"desk": True}, "desk"),
    ],
)
def test_what_the_calendar_does_not_offer_cannot_be_held(when: dict[str, object], reason: str) -> None:
    with pytest.raises(booking.SlotClosed) as refusal:
        booking.hold(file(), hour(5, **when).pk, by=None, at=MORNING)  # type: ignore[arg-type]
    assert refusal.value.reason == reason
    assert refusal.value.words


def test_a_closed_day_cannot_be_held() -> None:
    slot = hour(5)
    ClosedDay.objects.create(office=None, on=MONDAY, kind="holiday", reason="Libur", reason_en="Holiday")
    with pytest.raises(booking.SlotClosed) as refusal:
        booking.hold(file(), slot.pk, by=None, at=MORNING)
    assert refusal.value.reason == "closed"


def test_offices_tell_their_places_and_their_first_day() -> None:
    hour(2)
    hour(5, on=MONDAY + timedelta(days=1))
    hour(9, on=MONDAY + timedelta(days=2), kind="ordinary")
    people.jayapura()
    found = {row.office.name: row for row in availability.offices(persons(*FAMILY), at=MORNING)}
    assert (found["Denpasar"].free, found["Denpasar"].first_on) == (7, MONDAY + timedelta(days=1))
    assert (found["Jayapura"].free, found["Jayapura"].first_on) == (0, None)


def test_offices_are_found_by_province_and_by_name() -> None:
    people.denpasar(), people.jayapura()
    assert [row.office.name for row in availability.offices([], at=MORNING, province="91")] == ["Jayapura"]
    assert [row.office.name for row in availability.offices([], at=MORNING, search="denpa")] == ["Denpasar"]
    assert availability.offices([], at=MORNING, search="Atlantis") == []


def test_places_of_closed_days_are_not_counted() -> None:
    hour(5)
    hour(5, on=MONDAY + timedelta(days=1))
    hour(5, office=people.jayapura())
    ClosedDay.objects.create(office=None, on=MONDAY, kind="holiday", reason="Libur", reason_en="Holiday")
    found = {row.office.name: row.free for row in availability.offices([], at=MORNING)}
    assert found == {"Denpasar": 5, "Jayapura": 0}


def test_the_front_page_shows_who_has_most() -> None:
    hour(2)
    hour(5, office=people.jayapura())
    assert [(row.office.name, row.free) for row in availability.most_room(MORNING, 1)] == [("Jayapura", 5)]


def test_looking_costs_few_statements() -> None:
    who = persons(*FAMILY)
    office = people.denpasar()
    for start in range(8, 15):
        hour(5, start=start)
    policy.number("quota.horizon_days", on=FRIDAY)
    with CaptureQueriesContext(connection) as asked:
        availability.calendar(office, who, FRIDAY, at=MORNING)
        availability.hours(office, MONDAY, who, at=MORNING)
    assert len(asked) == 4


def test_places_that_open_later_say_when() -> None:
    hour(5, release=published(people.denpasar(), opens_at=MORNING + timedelta(days=1)))
    told = day(MONDAY)
    assert (told.state, told.word, told.reason) == ("early", "nanti", "Dibuka Sabtu 3 Januari 2026, 09.00 WITA.")
    assert hours_of(persons()) == [(False, "dibuka Sab 3 Jan, 09.00")]
    assert availability.offices([], at=MORNING)[0].free == 0


def test_while_the_line_runs_its_places_are_had_through_it_alone() -> None:
    line = published(people.denpasar(), opens_at=MORNING, line_until=MORNING + timedelta(hours=2))
    hour(5, release=line)
    told = day(MONDAY)
    assert (told.state, told.word, told.release) == ("line", "antre", line)
    assert told.reason == "Dibagi lewat antrean sampai 11.00 WITA."
    assert hours_of(persons()) == [(False, "lewat antrean")]


def test_what_a_draw_gives_out_is_told_with_its_days() -> None:
    hour(5, release=published(people.denpasar(), opens_at=MORNING + timedelta(days=5), way="draw", draw=a_draw()))
    told = day(MONDAY)
    assert (told.state, told.word) == ("early", "undian")
    assert told.reason == "Dibagi lewat undian. Bisa ikut sampai Minggu 4 Januari 2026, 09.00 WITA."
    assert hours_of(persons()) == [(False, "lewat undian")]


def test_what_a_draw_left_over_is_anybodys() -> None:
    draw = a_draw(state="awarded")
    hour(5, release=published(people.denpasar(), opens_at=MORNING, way="draw", draw=draw))
    assert day(MONDAY).free == 5
    assert availability.offices([], at=MORNING)[0].free == 5


def test_an_open_hour_counts_beside_one_that_opens_later() -> None:
    hour(5, release=published(people.denpasar(), opens_at=MORNING + timedelta(days=1)))
    hour(3, start=10)
    assert day(MONDAY).free == 3


def test_a_closed_hour_gives_no_places() -> None:
    Slot.objects.filter(pk=hour(5).pk).update(closed=True)
    assert day(MONDAY).reason == "Kantor menutup semua jam hari ini."
    assert hours_of(persons()) == [(False, "kantor tutup")]
    assert availability.offices([], at=MORNING)[0].free == 0
    hour(3, start=10)
    assert day(MONDAY).free == 3


def test_hours_kept_for_some_are_counted_for_them_alone() -> None:
    Slot.objects.filter(pk=hour(5).pk).update(service_class="priority")
    Slot.objects.filter(pk=hour(4, start=10).pk).update(service_class="accelerated")
    assert hours_of(persons()) == [(False, "untuk lansia dan balita"), (True, "")]
    assert day(MONDAY).free == 4
    assert day(MONDAY, persons(people.SUPARMAN)).free == 9
    grown = list(file(stranger(5), service="full").people.all())
    assert hours_of(grown) == [(False, "untuk lansia dan balita"), (False, "hanya percepatan")]
    found = availability.offices(persons(people.SUPARMAN), at=MORNING)
    assert found[0].free == 9


def a_draw(**more: object) -> Draw:
    """A draw that can be entered since yesterday and until the day after tomorrow."""
    facts = {
        "code": "dps-1", "name": "Denpasar", "beacon": "drand", "beacon_round": 1,
        "opens_at": MORNING - timedelta(days=1), "closes_at": MORNING + timedelta(days=2),
        "reveal_by": MORNING + timedelta(days=3), "beacon_at": MORNING + timedelta(days=3, hours=1),
        "results_at": MORNING + timedelta(days=3, hours=2), **more,
    }  # fmt: skip
    return Draw.objects.create(**facts)
