"""Input nobody types by accident: every form answers in words or says that there is nothing, and none falls over."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Permission
from mpaspor.web.backoffice import urls
from tests.cases import office_day
from tests.web.backoffice.conftest import everybody
from tests.web.backoffice.test_access import permission_of

pytestmark = pytest.mark.django_db
NAMES = (
    "code", "why", "verdict", "paper", "note", "text", "conclusion", "position", "reason", "words", "kinds", "kind",
    "first", "count", "collector", "name", "identity", "kk", "letter", "primary", "secondary", "from", "capacity_1",
    "full_name", "birth_on_year", "birth_on_month", "birth_on_day", "consent", "email", "first_year", "first_month",
    "first_day", "last_year", "last_month", "last_day", "on_year", "on_month", "on_day", "capacity", "reason_en",
)  # fmt: skip
HOSTILE = ("\x00", "9" * 400, "-1", "<script>", "\ud7ff🙂", "9999", "12-31")


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_form_falls_over(client_of: Callable[[User], Client], typed: str) -> None:
    visit = office_day.examined()
    officers = {
        permission: officer for officer in everybody().values() for permission in Permission if officer.may(permission)
    }
    for pattern in urls.urlpatterns:
        address = "/office" + str(pattern.pattern).replace("<int:pk>", str(visit.pk)).replace("<int:order>", "1")
        address = address.replace("<str:on>", "2026-01-02").replace("<str:code>", "820260102000001")
        address = address.replace("<str:reference>", visit.applicant.application.reference)
        client = client_of(officers[permission_of(pattern)])
        answer = client.post(address, dict.fromkeys(NAMES, typed))
        assert answer.status_code < 500, (address, answer.status_code)
        assert (
            client.get(
                address,
                dict.fromkeys(
                    ("q", "from", "year", "ticket", "paper", "on_year", "on", "first", "last", "state"), typed
                ),
            ).status_code
            < 500
        )


@pytest.mark.parametrize(
    "address",
    ["/office/cases/%00", "/office/cases/%F0%9F%99%82", "/office/visits/99999999999999999999999/examination",
     "/office/cases/7KQ2-M9XD/99999999999999999999"],
)  # fmt: skip
def test_addresses_of_nonsense_lead_nowhere(wayan: Client, address: str) -> None:
    assert wayan.get(address).status_code == 404
