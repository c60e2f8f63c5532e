"""(b) A family of three comes together: one hour, one bill, one ticket."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys import office, steps
from tests.journeys.cast import FAMILY
from tests.journeys.service import Service
from tests.journeys.visitor import Visitor


def test_a_family_of_three_has_one_hour_one_bill_and_one_ticket(
    arrive: Callable[..., Visitor], desk: Callable[[str], Visitor], service: Service
) -> None:
    ratna, bagus, kirana = FAMILY
    phone = arrive(language="en")
    steps.register(phone, ratna)
    reference = steps.begin(phone)
    steps.answer_everything(phone, ratna)
    steps.photograph_papers(phone, ratna)
    steps.bring_along(phone, bagus, "spouse")
    steps.bring_along(phone, kirana, "child")
    phone.open(f"/applications/{reference}/people/3/removal")
    phone.open(f"/applications/{reference}/people")
    steps.confirm(phone)
    steps.take_a_place(phone)
    assert hours(service, reference) == [("held", 3)]

    code = steps.have_a_bill_made(phone)
    steps.pay_at_the_bank(phone, [ratna.full_name], code)
    assert service.sql(ITEMS, code) == [(3,)]
    steps.come_now(phone, reference)
    assert hours(service, reference) == [("confirmed", 3)]

    ticket = office.check_in(desk("counter"), reference)
    assert all(desk("counter").reads(person.full_name) for person in FAMILY)
    phone.open(f"/applications/{reference}/proof")
    assert phone.reads(ticket)
    for order in (1, 2, 3):
        phone.open(f"/applications/{reference}/people/{order}")
    assert service.sql(
        "SELECT v.ticket, count(*) FROM visits_visit v JOIN applications_applicant p ON p.id = v.applicant_id "
        "JOIN applications_application a ON a.id = p.application_id WHERE a.reference = %s GROUP BY 1",
        reference,
    ) == [(ticket, 3)]


ITEMS = "SELECT count(*) FROM payments_billitem i JOIN payments_bill b ON b.id = i.bill_id WHERE b.code = %s"


def hours(service: Service, reference: str) -> list[tuple[str, int]]:
    """The state of the family's places, and how many share each hour."""
    return service.sql(
        "SELECT p.state, count(*) FROM appointments_appointment p JOIN applications_application a "
        "ON a.id = p.application_id WHERE a.reference = %s GROUP BY p.state, p.slot_id", reference
    )  # fmt: skip
