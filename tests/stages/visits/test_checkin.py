from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from mpaspor.audit.models import Entry
from mpaspor.core.clock import now
from mpaspor.offices import policy
from mpaspor.offices.models import Rule
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment
from mpaspor.stages.payments import billing
from mpaspor.stages.visits import checkin, queue
from mpaspor.stages.visits.models import Visit
from tests import factories, people
from tests.cases import office_day
from tests.people import Person

pytestmark = pytest.mark.django_db


def test_a_family_gets_one_ticket_of_the_booked_hour() -> None:
    visits = office_day.here(people.RATNA, people.BAGUS, people.KIRANA)
    assert [visit.ticket for visit in visits] == ["09-01"] * 3
    assert {visit.state for visit in visits} == {Visit.State.WAITING}
    assert set(Appointment.objects.values_list("state", flat=True)) == {"attended"}


def test_the_next_to_come_in_the_hour_has_the_next_number() -> None:
    office_day.here(people.RATNA)
    assert office_day.here(people.SUPARMAN)[0].ticket == "09-02"
    assert office_day.here(factories.somebody(1), hour=10)[0].ticket == "10-01"


def _walks_in(*cast: Person, after: timedelta = timedelta()) -> list[Appointment]:
    application = factories.family(*cast)
    return checkin.walk_in(application, people.denpasar(), by=people.customer_service(), at=now() + after)


def test_whoever_has_no_booking_gets_a_place_at_the_desk_a_bill_and_a_ticket_that_says_so() -> None:
    [place] = _walks_in(people.SUPARMAN)
    bill = billing.issue(place.application, by=people.customer_service(), at=now())
    assert (place.slot.service_class, bill.expires_at) == ("desk", now() + timedelta(hours=1))
    office_day.pay(bill)
    [visit] = checkin.check_in(place.application, people.denpasar(), by=people.wayan(), at=now())
    assert visit.ticket == "P-01"


def test_an_hour_about_to_end_leaves_no_time_to_pay_so_it_is_the_next() -> None:
    assert _walks_in(people.SUPARMAN, after=timedelta(minutes=29))[0].slot.starts_at == now()
    assert _walks_in(people.RATNA, after=timedelta(minutes=30))[0].slot.starts_at == now() + timedelta(hours=1)


def test_the_last_hour_of_the_day_ends_with_the_day() -> None:
    [place] = _walks_in(people.SUPARMAN, after=timedelta(hours=14))
    assert place.slot.ends_at.astimezone(people.denpasar().zoneinfo).hour == 23


def test_the_desk_has_as_many_places_in_an_hour_as_policy_allows() -> None:
    Rule.objects.create(key="walk_in.per_hour", office=people.denpasar(), value=1, valid_from=date(2026, 1, 1))
    policy.forget()
    _walks_in(people.SUPARMAN)
    with pytest.raises(booking.SlotFull):
        _walks_in(people.RATNA)
    policy.forget()


def test_checking_in_leaves_its_trail() -> None:
    visit = office_day.here()[0]
    entry = Entry.objects.get(record="visit", record_id=visit.pk)
    assert (entry.act, entry.new["state"], entry.by) == ("visit.waiting", "waiting", people.wayan())


def test_a_file_without_a_place_is_refused() -> None:
    with pytest.raises(checkin.NoPlace):
        checkin.check_in(factories.ready(), people.denpasar(), by=None, at=now())


def test_a_place_that_is_not_paid_is_refused() -> None:
    with pytest.raises(checkin.NotPaid):
        checkin.check_in(office_day.held(), people.denpasar(), by=None, at=now())


def test_another_office_is_refused_and_the_right_one_named() -> None:
    application = office_day.paid()
    with pytest.raises(checkin.WrongOffice) as refusal:
        checkin.check_in(application, people.jayapura(), by=None, at=now())
    assert refusal.value.office == people.denpasar()


def test_another_day_is_refused_and_the_right_one_named() -> None:
    application = office_day.paid()
    with pytest.raises(checkin.WrongDay) as refusal:
        checkin.check_in(application, people.denpasar(), by=None, at=now() + timedelta(days=1))
    assert refusal.value.starts_at == now()


def test_too_early_is_refused_and_the_hour_named() -> None:
    application = office_day.paid(hour=11)
    with pytest.raises(checkin.TooEarly) as refusal:
        checkin.check_in(application, people.denpasar(), by=None, at=now())
    assert refusal.value.opens_at == now() + timedelta(hours=1)
    assert checkin.check_in(application, people.denpasar(), by=None, at=now() + timedelta(hours=1))


def test_late_on_the_right_day_is_not_refused() -> None:
    application = office_day.paid()
    assert checkin.check_in(application, people.denpasar(), by=None, at=now() + timedelta(hours=4))


def test_coming_in_twice_is_refused_and_the_ticket_stands() -> None:
    application = office_day.paid()
    checkin.check_in(application, people.denpasar(), by=None, at=now())
    with pytest.raises(checkin.AlreadyHere) as refusal:
        checkin.check_in(application, people.denpasar(), by=None, at=now())
    assert refusal.value.ticket == "09-01"


def _left() -> Visit:
    visit = office_day.called()
    queue.leave(visit, "KTP tertinggal", by=people.wayan(), at=now())
    return visit


@pytest.mark.parametrize("days", [0, 7])
def test_who_left_may_come_back_within_the_days_to_complete_papers(days: int) -> None:
    application = _left().applicant.application
    back_at = now() + timedelta(days=days, hours=2)
    [visit] = checkin.check_in(application, people.denpasar(), by=people.wayan(), at=back_at)
    assert (visit.state, visit.ticket, visit.booked_at) == ("waiting", "11-01", back_at)
    assert Visit.objects.get().on == back_at.astimezone(people.denpasar().zoneinfo).date()


def test_who_left_comes_back_too_late_after_that() -> None:
    application = _left().applicant.application
    with pytest.raises(checkin.BackTooLate):
        checkin.check_in(application, people.denpasar(), by=None, at=now() + timedelta(days=8))


def test_who_left_comes_back_to_the_same_office() -> None:
    application = _left().applicant.application
    with pytest.raises(checkin.WrongOffice):
        checkin.check_in(application, people.jayapura(), by=None, at=now())


def test_the_day_is_the_offices_own() -> None:
    """Sixteen hours UTC are midnight in Denpasar."""
    application = office_day.paid()
    before_midnight = datetime.combine(now().date(), datetime.min.time(), now().tzinfo) + timedelta(
        hours=15, minutes=59
    )
    with pytest.raises(checkin.WrongDay):
        checkin.check_in(application, people.denpasar(), by=None, at=before_midnight + timedelta(minutes=1))
    assert checkin.check_in(application, people.denpasar(), by=None, at=before_midnight)
