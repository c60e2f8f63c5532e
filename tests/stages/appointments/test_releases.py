"""Announcing places: by line and by draw, with nothing taken back afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from mpaspor.audit.models import Entry
from mpaspor.cases import invariants
from mpaspor.gateways import beacon
from mpaspor.offices.models import Office
from mpaspor.stages.appointments import booking, quotas, releases, unannounced
from mpaspor.stages.appointments.models import Draw, Release, Slot
from mpaspor.stages.appointments.releases import Hours
from tests import people
from tests.stages.appointments.scene import MORNING, file

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MONDAY = date(2026, 1, 12)
HOURS = [(time(8), time(9)), (time(9), time(10))]
OPENS = MORNING + 5 * DAY


def cells(*, days: list[date] | None = None, capacity: int = 12, **more: Any) -> list[Hours]:
    return [Hours([MONDAY, MONDAY + DAY] if days is None else days, HOURS, capacity, **more)]


def line(office: Office | None = None, *given: Hours, opens_at: datetime = OPENS, **more: Any) -> Release:
    facts = {"opens_at": opens_at, "by": people.head(), "at": MORNING, **more}
    return releases.announce_line(office or people.denpasar(), given or cells(), **facts)


def draw(*offices: Office, **more: Any) -> Draw:
    facts: dict[str, Any] = {
        "code": "jan-2026", "name": "Januari", "opens_at": MORNING, "closes_at": MORNING + DAY,
        "reveal_by": MORNING + DAY + HOUR, "beacon_at": MORNING + DAY + 2 * HOUR,
        "results_at": MORNING + DAY + 3 * HOUR, "leftovers_at": MORNING + 4 * DAY,
        "witnesses": [("Pusat", people.head()), ("Ombudsman", None)], "by": people.head(), "at": MORNING, **more,
    }  # fmt: skip
    where = offices or (people.denpasar(),)
    return releases.announce_draw([(office, cells()) for office in where], **facts)


def test_a_line_is_announced_with_its_hours_in_the_time_of_the_office() -> None:
    release = line()
    first = release.slots.order_by("starts_at")[0]
    assert first.starts_at == datetime(2026, 1, 12, 0, 0, tzinfo=UTC)
    assert (release.slots.count(), release.first_on, release.last_on) == (4, MONDAY, MONDAY + DAY)
    assert (release.opens_at, release.line_until) == (OPENS, OPENS + timedelta(minutes=120))


def test_the_head_says_how_long_the_waiting_room_stands() -> None:
    assert line(line_minutes=0).line_until is None
    later = cells(days=[MONDAY + 2 * DAY])
    assert line(None, *later, line_minutes=45).line_until == OPENS + timedelta(minutes=45)


def test_nobody_has_a_place_before_the_moment() -> None:
    slot = line().slots.first()
    assert slot
    with pytest.raises(booking.SlotClosed):
        booking.hold(file(), slot.pk, by=None, at=OPENS - timedelta(seconds=1))


def test_announcing_stands_in_the_trail_with_who_did_it() -> None:
    release = line()
    entry = Entry.objects.get(act="release.announced", record_id=release.pk)
    assert (entry.by, entry.new["places"]) == (people.head(), 48)
    assert Entry.objects.filter(act="slot.opened").count() == 4


def test_what_was_announced_only_grows_until_everybody_may_have_it() -> None:
    slot = line().slots.first()
    assert slot
    with pytest.raises(unannounced.Promised):
        quotas.change_capacity(slot, 11, by=people.head(), at=OPENS - HOUR)
    with pytest.raises(unannounced.Promised):
        quotas.change_capacity(slot, 11, by=people.head(), at=OPENS + HOUR)
    quotas.change_capacity(slot, 13, by=people.head(), at=OPENS - HOUR)
    quotas.change_capacity(slot, 11, by=people.head(), at=OPENS + 3 * HOUR)
    assert Slot.objects.get(pk=slot.pk).capacity == 11


@pytest.mark.parametrize(
    ("refusal", "given", "more"),
    [
        (unannounced.OpensInPast, cells(), {"opens_at": MORNING}),
        (unannounced.NothingToPublish, [], {}),
        (unannounced.NothingToPublish, cells(days=[]), {}),
        (unannounced.BadHour, cells(capacity=501), {}),
        (unannounced.BadHour, [Hours([MONDAY], [(time(9), time(9))], 5)], {}),
        (unannounced.BeforeOpening, cells(), {"opens_at": MORNING + 11 * DAY}),
        (unannounced.TooFarAhead, cells(days=[date(2026, 2, 9)]), {}),
        (unannounced.TooFarAhead, cells(days=[MONDAY, date(2036, 2, 9)]), {}),
        (unannounced.ShutThen, cells(days=[MONDAY + 6 * DAY]), {}),
        (unannounced.HoursTaken, [*cells(), *cells(capacity=3)], {}),
    ],
)
def test_what_cannot_be_announced_is_refused_in_words(
    refusal: type[unannounced.Unannounced], given: list[Hours], more: dict[str, Any]
) -> None:
    facts = {"opens_at": OPENS, "by": people.head(), "at": MORNING, **more}
    with pytest.raises(refusal) as refused:
        releases.announce_line(people.denpasar(), given, **facts)
    assert refused.value.words
    assert not Release.objects.exists()
    assert not Slot.objects.exists()


def test_a_day_the_office_shuts_is_not_published() -> None:
    quotas.close_day(people.denpasar(), MONDAY, "closure", "Pelatihan", "Training", by=people.head(), at=MORNING)
    with pytest.raises(unannounced.ShutThen) as refused:
        line()
    assert refused.value.days == [MONDAY]
    assert "Sen 12 Jan" in refused.value.words


def test_hours_of_another_release_are_not_published_again() -> None:
    line()
    with pytest.raises(unannounced.HoursTaken) as refused:
        line(None, *cells(days=[MONDAY + DAY, MONDAY + 2 * DAY]))
    assert refused.value.days == [MONDAY + DAY]
    line(people.jayapura())
    line(None, *cells(passport_kind="electronic"))


def test_a_draw_is_announced_over_several_offices() -> None:
    found = draw(people.jayapura(), people.denpasar())
    assert {release.office.name for release in found.releases.all()} == {"Denpasar", "Jayapura"}
    assert {release.opens_at for release in found.releases.all()} == {MORNING + 4 * DAY}
    assert [(witness.name, witness.user) for witness in found.witnesses.all()] == [
        ("Pusat", people.head()),
        ("Ombudsman", None),
    ]
    first = Slot.objects.filter(release__draw=found, office__name="Jayapura").order_by("starts_at")[0]
    assert first.starts_at.astimezone(UTC).hour == 23


def test_a_draw_has_its_trail_from_the_announcement_on() -> None:
    draw()
    assert invariants.run("no_state_without_its_trail", MORNING) == []


def test_the_public_value_named_in_advance_comes_after_the_last_secret() -> None:
    found = draw()
    chain = beacon.chain()
    assert found.beacon == chain.name
    assert found.reveal_by < found.beacon_at <= chain.time_of(found.beacon_round)
    assert chain.time_of(found.beacon_round - 1) < found.beacon_at


@pytest.mark.parametrize(
    "moved",
    [
        {"closes_at": MORNING},
        {"reveal_by": MORNING + DAY},
        {"beacon_at": MORNING + DAY + HOUR},
        {"results_at": MORNING + DAY},
        {"leftovers_at": MORNING + DAY},
    ],
)
def test_the_moments_of_a_draw_follow_one_another(moved: dict[str, datetime]) -> None:
    with pytest.raises(unannounced.OutOfOrder):
        draw(**moved)


def test_a_draw_needs_two_witnesses_who_are_not_the_same() -> None:
    for witnesses in (
        [],
        [("Pusat", people.head())],
        [("Pusat", None), ("pusat ", None)],
        [("Pusat", people.head()), ("Ombudsman", people.head())],
    ):
        with pytest.raises(unannounced.TooFewWitnesses):
            draw(witnesses=witnesses)
    assert not Draw.objects.exists()


def test_a_draw_is_refused_when_its_code_is_known_or_its_moment_gone() -> None:
    draw()
    with pytest.raises(unannounced.CodeTaken):
        draw(people.jayapura())
    with pytest.raises(unannounced.OpensInPast):
        draw(people.jayapura(), code="feb-2026", opens_at=MORNING - HOUR)
    with pytest.raises(unannounced.NothingToPublish):
        releases.announce_draw([], **announced_elsewhere())


def test_a_draw_over_several_offices_is_announced_wholly_or_not_at_all() -> None:
    line(people.jayapura())
    with pytest.raises(unannounced.HoursTaken):
        draw(people.denpasar(), people.jayapura())
    assert not Draw.objects.exists()
    assert Release.objects.count() == 1


def test_places_are_added_to_hours_that_are_there_and_as_new_hours() -> None:
    release = line()
    assert releases.add_places(release, cells(days=[MONDAY + DAY, MONDAY + 2 * DAY], capacity=3), **now_by_head()) == 12
    capacities = list(release.slots.order_by("starts_at").values_list("capacity", flat=True))
    assert capacities == [12, 12, 15, 15, 3, 3]
    assert release.last_on == MONDAY + 2 * DAY
    assert Entry.objects.get(act="release.extended").new == {"places": 12}


def test_places_are_not_added_to_the_hours_of_another_release_nor_to_a_closed_one() -> None:
    release = line()
    line(None, *cells(days=[MONDAY + 2 * DAY]))
    with pytest.raises(unannounced.HoursTaken):
        releases.add_places(release, cells(days=[MONDAY + 2 * DAY]), **now_by_head())
    release.slots.update(closed=True)
    with pytest.raises(unannounced.ShutHour):
        releases.add_places(release, cells(), **now_by_head())
    with pytest.raises(unannounced.BadHour):
        releases.add_places(release, cells(capacity=-3), **now_by_head())


def test_what_a_sealed_draw_gives_out_is_fixed() -> None:
    found = draw()
    found.move(Draw.State.SEALED, by=None, at=MORNING + DAY)
    release = found.releases.get()
    with pytest.raises(unannounced.DrawUnderway):
        releases.add_places(release, cells(), by=people.head(), at=MORNING + DAY)
    with pytest.raises(unannounced.DrawUnderway):
        quotas.change_capacity(release.slots.all()[0], 99, by=people.head(), at=MORNING + DAY)


def test_what_is_coming_is_told_with_its_places_the_first_thing_to_do_first() -> None:
    later, sooner = line(people.jayapura()), draw()
    found = releases.coming(MORNING)
    assert [(one.office.name, *(vars(one)[name] for name in ("places", "hours", "kinds"))) for one in found] == [
        ("Denpasar", 48, 4, [""]),
        ("Jayapura", 48, 4, [""]),
    ]
    assert releases.coming(MORNING, office=people.jayapura()) == [later]
    assert releases.coming(OPENS + DAY) == list(sooner.releases.all()), "not drawn yet"


def now_by_head() -> dict[str, Any]:
    return {"by": people.head(), "at": MORNING}


def announced_elsewhere() -> dict[str, Any]:
    return {
        "code": "mar-2026", "name": "Maret", "opens_at": MORNING, "closes_at": MORNING + DAY,
        "reveal_by": MORNING + DAY + HOUR, "beacon_at": MORNING + DAY + 2 * HOUR,
        "results_at": MORNING + DAY + 3 * HOUR, "leftovers_at": MORNING + 4 * DAY,
        "witnesses": [("Pusat", None), ("Ombudsman", None)], **now_by_head(),
    }  # fmt: skip
