from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import pytest
from pytest_django.fixtures import Settings

from mpaspor.gateways import population
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.population.port import Claim, FieldMatch, Sex, State
from mpaspor.gateways.small_web import Answer
from tests.gateways.conftest import OurSide, Sandbox, free_port, rewire, wire


def claim(nik: str = "3174011708900001", **changes: object) -> Claim:
    said: dict[str, object] = {
        "full_name": "BUDI SANTOSO",
        "birth_place": "JAKARTA",
        "birth_on": date(1990, 8, 17),
        "sex": Sex.MALE,
    }
    return Claim(nik, **(said | changes))  # type: ignore[arg-type]


def test_a_stranger_whose_number_tells_his_birth_and_sex_is_matched() -> None:
    answer = population.registry().verify(claim())

    assert answer.state is State.MATCHED
    assert answer.differing == ()
    assert answer.fields["full_name"] == FieldMatch(agrees=True, score=100)
    assert answer.fields["birth_on"] == FieldMatch(agrees=True)
    assert answer.quota_left is not None


def test_a_womans_day_of_birth_stands_forty_higher_in_her_number() -> None:
    woman = claim("3174015708900002", sex="F")

    assert population.registry().verify(woman).state is State.MATCHED
    assert population.registry().verify(claim("3174015708900002")).differing == ("sex",)


def test_a_birth_date_that_is_not_in_the_number_differs() -> None:
    answer = population.registry().verify(claim(birth_on=date(1990, 8, 18)))

    assert (answer.state, answer.differing) == (State.DIFFERS, ("birth_on",))


@pytest.mark.parametrize(
    ("nik", "state"),
    [
        ("3174011708900404", State.NOT_FOUND),
        ("3174011708900414", State.INACTIVE),
        ("3174011708900444", State.DECEASED),
        ("3174011713900001", State.NOT_FOUND),
        ("3174010008900001", State.NOT_FOUND),
        ("3174017208900001", State.NOT_FOUND),
        ("3174011708900000", State.NOT_FOUND),
        ("0000000000000000", State.NOT_FOUND),
        ("12345", State.NOT_FOUND),
    ],
)
def test_a_number_of_nobody_or_of_one_who_may_not_go_on(nik: str, state: State) -> None:
    answer = population.registry().verify(claim(nik))

    assert answer.state is state
    assert answer.fields == {}


def test_a_registered_person_is_compared_field_by_field(sandbox: Sandbox) -> None:
    nik = "5171014503880007"
    registered = sandbox.register(
        nik,
        full_name="NI LUH RATNA DEWI",
        birth_place="DENPASAR",
        birth_on="1988-03-05",
        sex="F",
        kk="5171010102150001",
        mother_name="NI MADE SARI",
    )
    assert registered.status_code == 200

    answer = population.registry().verify(
        claim(
            nik,
            full_name="NI LUH RATNA DEVI",
            birth_place="GIANYAR",
            birth_on=date(1988, 3, 5),
            sex=Sex.FEMALE,
            kk="5171010102150002",
            mother_name="ni made  sari",
        )
    )

    assert answer.differing == ("birth_place", "kk")
    assert answer.fields["full_name"] == FieldMatch(agrees=True, score=94)
    assert answer.fields["birth_place"].score is not None
    assert answer.fields["kk"] == FieldMatch(agrees=False)
    assert answer.fields["mother_name"] == FieldMatch(agrees=True, score=100)


def test_a_registered_person_is_right_even_against_her_number(sandbox: Sandbox) -> None:
    nik = "3374021107650404"
    sandbox.register(nik, full_name="SUPARMAN", birth_place="SEMARANG", birth_on="1965-07-12", sex="M")

    answer = population.registry().verify(
        claim(nik, full_name="SUPARMAN", birth_place="SEMARANG", birth_on=date(1965, 7, 12))
    )

    assert answer.state is State.MATCHED


def test_family_card_and_mother_are_asked_about_only_when_given() -> None:
    assert set(population.registry().verify(claim()).fields) == {"full_name", "birth_place", "birth_on", "sex"}
    assert "kk" in population.registry().verify(claim(kk="3174010101150001")).fields


@pytest.mark.parametrize(("said", "state"), [("inactive", State.INACTIVE), ("deceased", State.DECEASED)])
def test_a_registered_person_may_be_inactive_or_dead(sandbox: Sandbox, said: str, state: State) -> None:
    nik = "3273011212700011"
    sandbox.register(nik, full_name="ASEP", birth_place="BANDUNG", birth_on="1970-12-12", sex="M", state=said)

    assert population.registry().verify(claim(nik)).state is state


@pytest.mark.parametrize(
    "resident",
    [
        {},
        {"full_name": "A", "birth_place": "B", "birth_on": "31-12-1990", "sex": "M"},
        {"full_name": "A", "birth_place": "B", "birth_on": "1990-12-31", "sex": "X"},
        {"full_name": "A", "birth_place": "B", "birth_on": "1990-12-31", "sex": "M", "state": "away"},
    ],
)
def test_nobody_is_registered_with_half_a_record(sandbox: Sandbox, resident: dict[str, str]) -> None:
    nik = "3273011212700012"

    assert sandbox.register(nik, **resident).status_code == 400
    assert population.registry().verify(claim(nik)).fields["full_name"].agrees


def test_the_town_outlives_a_kill(start_sandbox: Callable[..., Sandbox], settings: Settings) -> None:
    first = start_sandbox()
    first.register("3273011212700013", full_name="DADANG", birth_place="GARUT", birth_on="1970-12-12", sex="M")
    first.kill()
    wire(settings, start_sandbox((first.port, first.smtp_port)))

    assert "full_name" in population.registry().verify(claim("3273011212700013")).differing


def test_a_service_that_answers_503_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="503"):
        population.registry().verify(claim("3174011708900503"))


def test_wrong_credentials_are_an_outage_not_a_verdict(settings: Settings) -> None:
    rewire(settings, "population", password="salah")

    with pytest.raises(Unavailable, match="05"):
        population.registry().verify(claim())
    assert not population.registry().check().answers


def test_a_silent_registry_is_given_up_in_time(settings: Settings, silent_address: str) -> None:
    rewire(settings, "population", url=silent_address, timeout=0.2)
    started = time.perf_counter()

    with pytest.raises(Unavailable, match="in time"):
        population.registry().verify(claim())
    assert time.perf_counter() - started < 1


def test_an_absent_registry_is_unavailable(settings: Settings) -> None:
    rewire(settings, "population", url=f"http://127.0.0.1:{free_port()}")

    with pytest.raises(Unavailable, match="cannot be reached"):
        population.registry().verify(claim())


@pytest.mark.parametrize(
    "content",
    [
        {},
        [],
        "maintenance",
        {"content": []},
        {"content": "Sesuai"},
        {"content": [{"RESPONSE_CODE": "99"}]},
        {"content": [{"NAMA_LGKP": "Sesuai (100)"}]},
        {"content": [{"NAMA_LGKP": "Mungkin", "TMPT_LHR": "Sesuai", "TGL_LHR": "Sesuai", "JENIS_KLMIN": "Sesuai"}]},
        {"content": [{"NAMA_LGKP": True, "TMPT_LHR": "Sesuai", "TGL_LHR": "Sesuai", "JENIS_KLMIN": "Sesuai"}]},
    ],
)
def test_an_answer_without_a_verdict_is_an_outage(settings: Settings, our_side: OurSide, content: object) -> None:
    rewire(settings, "population", url=our_side.url)
    our_side.answers.append(Answer(content))

    with pytest.raises(Unavailable):
        population.registry().verify(claim())


def test_an_error_may_stand_alone_instead_of_in_a_list(settings: Settings, our_side: OurSide) -> None:
    rewire(settings, "population", url=our_side.url)
    our_side.answers.append(Answer({"content": {"RESPONSE_CODE": "13"}}))

    assert population.registry().verify(claim()).state is State.NOT_FOUND


def test_what_is_sent_is_the_registrys_own_protocol(settings: Settings, our_side: OurSide) -> None:
    rewire(settings, "population", url=our_side.url, agency="kemenimipas")
    our_side.answers.append(Answer({"content": [{"RESPONSE_CODE": "13"}]}))
    population.registry().verify(claim(kk="3174010101150001", mother_name="SITI"))

    [call] = our_side.calls
    assert call.path == "/dukcapil/get_json/kemenimipas/nik_verifby_elemen"
    assert call.json() == {
        "USER_ID": "contoh",
        "PASSWORD": "contoh",
        "IP_USER": "127.0.0.1",
        "TRESHOLD": "90",
        "NIK": "3174011708900001",
        "NAMA_LGKP": "BUDI SANTOSO",
        "TMPT_LHR": "JAKARTA",
        "TGL_LHR": "17-08-1990",
        "JENIS_KLMIN": "Laki-Laki",
        "NO_KK": "3174010101150001",
        "NAMA_LGKP_IBU": "SITI",
    }
