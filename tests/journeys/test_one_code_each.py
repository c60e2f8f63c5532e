"""(b) A family with a code for each: two pay and have their hour; the third pays nothing, and joins them later."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys import money, steps
from tests.journeys.service import Service
from tests.journeys.visitor import Visitor


def test_two_of_three_pay_and_the_third_chooses_again(arrive: Callable[..., Visitor], service: Service) -> None:
    phone, file = money.at_her_phone(arrive, service, first=2020, people=3)
    reference = file["reference"]
    steps.take_a_place(phone)
    phone.write("apart", "yes")
    phone.send(phone.page.locator("form[action$='/bill']"))
    assert phone.reads("Bayar 3 kode")
    codes = [str(code) for (code,) in service.sql(CODES, reference)]

    for code in codes[:2]:
        steps.pay_at_the_bank(phone, [], code)
    phone.open(f"/applications/{reference}/bills/{codes[0]}")
    assert phone.reads("Pembayaran diterima")
    phone.open(f"/applications/{reference}/bill")
    assert phone.reads("Bayar 1 kode")
    money.let_the_deadline_pass(service, codes[2])
    phone.open(f"/applications/{reference}/bills/{codes[2]}")
    assert phone.reads("Buat kode bayar baru")
    money.let_the_grace_pass(service, codes[2])
    assert service.sql(PLACES, reference) == [(1, "confirmed"), (2, "confirmed"), (3, "expired")]

    phone.open(f"/applications/{reference}/bills/{codes[2]}")
    phone.send(phone.page.locator("form[action$='/rest']"))
    assert phone.reads("Bayar 1 kode")
    *_, (again,) = service.sql(CODES, reference)
    assert again not in codes
    steps.pay_at_the_bank(phone, [], str(again))
    assert service.sql(HOURS, reference) == [(1, 3)]
    phone.open(f"/applications/{reference}/proof")


CODES = (
    "SELECT b.code FROM payments_bill b JOIN applications_application a ON a.id = b.application_id "
    "JOIN applications_applicant p ON p.id = b.applicant_id WHERE a.reference = %s ORDER BY p.order, b.id"
)
PLACES = (
    "SELECT p.order, place.state FROM appointments_appointment place JOIN applications_applicant p "
    "ON p.id = place.applicant_id JOIN applications_application a ON a.id = p.application_id "
    "WHERE a.reference = %s ORDER BY p.order, place.id"
)
# In how many hours the family comes, and how many of it.
HOURS = (
    "SELECT count(DISTINCT slot_id), count(*) FROM appointments_appointment place JOIN applications_application a "
    "ON a.id = place.application_id WHERE a.reference = %s AND place.state = 'confirmed'"
)
