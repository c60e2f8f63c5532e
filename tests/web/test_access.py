"""Who may see a page: signed in or not, which role, which post, with which proof; and what asking costs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import MAY, Permission, Role
from mpaspor.web import access
from tests import people

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


def test_whoever_is_not_in_is_led_to_the_door_and_back(client: Client) -> None:
    assert client.get("/office?q=1")["Location"] == "/sign-in?next=/office%3Fq%3D1"


def test_what_was_sent_from_a_page_leads_back_to_that_page(client: Client) -> None:
    """What a form sends cannot be opened again: the person gets her form, not an empty 405."""
    answer = client.post("/applications", headers={"referer": "http://testserver/applications/AB?x=1"})
    assert answer["Location"] == "/sign-in?next=/applications/AB%3Fx%3D1"
    strange = client.post("/applications", headers={"referer": "https://jahat.contoh/applications"})
    assert strange["Location"] == "/sign-in?next=/after-sign-in"


def test_a_fragment_sends_the_whole_window_to_the_door(client: Client) -> None:
    answer = client.get(
        "/office", headers={"hx-request": "true", "hx-current-url": "http://testserver/office/visits/1"}
    )
    assert answer["HX-Redirect"] == "/sign-in?next=/office/visits/1"


def test_a_citizen_finds_no_officers_page(client_of: ClientOf) -> None:
    assert client_of(people.ratna()).get("/office").status_code == 403


def test_an_officer_finds_no_citizens_page(client_of: ClientOf) -> None:
    assert client_of(people.wayan()).get("/applications").status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_the_table_of_roles_decides_and_nothing_else(role: Role) -> None:
    user = people.ratna() if role == Role.APPLICANT else people.officer("Siapa Saja", role)
    assert {permission for permission in Permission if ask(user, permission) == "seen"} == MAY[role]


def test_every_permission_is_somebodys() -> None:
    assert set().union(*MAY.values()) == set(Permission)
    assert set(MAY) == set(Role)


def test_an_officers_page_costs_three_questions_before_its_own(client_of: ClientOf) -> None:
    client = client_of(people.wayan())
    with CaptureQueriesContext(connection) as asked:
        client.get("/account/second-factors")
    session_and_user = [row["sql"] for row in asked.captured_queries if "accounts_user" in row["sql"]]
    assert len(session_and_user) == 1
    user = User.objects.get()
    with CaptureQueriesContext(connection) as asked:
        ask(user, Permission.OFFICE_TODAY)
    assert len(asked) == 1, "the posting with its office"


def test_the_page_knows_where_the_officer_sits() -> None:
    wayan = people.wayan()
    request = request_of(wayan)
    access.may(Permission.OFFICE_TODAY)(lambda _: HttpResponse())(request)
    assert (request.posting.office.name, request.posting.counter) == ("Denpasar", "3")
    assert request.user.place == "Denpasar, loket 3"
    with CaptureQueriesContext(connection) as asked:
        assert request.user.posting.office.name == "Denpasar"
    assert len(asked) == 0
    assert access.place_of(people.pertiwi().posting) == "Denpasar"


def ask(user: User, permission: Permission) -> str:
    """What becomes of a request for a page with this permission."""
    page = access.may(permission)(lambda _: HttpResponse("seen"))
    try:
        return page(request_of(user)).content.decode()
    except PermissionDenied:
        return "refused"


class _Proved(dict[str, object]):
    """A session after both codes."""


def request_of(user: User) -> access.OfficerRequest:
    request: access.OfficerRequest = RequestFactory().get("/")  # type: ignore[assignment]
    request.user = user
    request.session = _Proved(  # type: ignore[assignment]
        account_authentication_methods=[{"method": "mfa"}], account_authentication_methods_user=str(user.pk)
    )
    return request


def test_what_the_marks_leave_behind_can_be_read() -> None:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert access.public(page).access == "public"  # type: ignore[attr-defined]
    assert access.signed_in(page).access == "signed_in"  # type: ignore[attr-defined]
    assert access.machine(page).access == "machine"  # type: ignore[attr-defined]
    assert access.may(Permission.APPLY)(page).access == Permission.APPLY  # type: ignore[attr-defined]
