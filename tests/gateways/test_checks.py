from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from mpaspor import gateways as outside
from mpaspor.gateways import population
from tests.gateways.conftest import free_port, rewire


def test_an_operator_sees_every_outside_system_answer() -> None:
    checks = outside.check_all()

    assert [check.name for check in checks] == [
        "population",
        "watchlist",
        "snap",
        "treasury",
        "qris",
        "payout",
        "beacon",
        "mail",
        "storage",
    ]
    assert [check.remark for check in checks if not check.answers] == []


def test_one_outage_hides_no_other_answer(settings: Settings) -> None:
    rewire(settings, "watchlist", url=f"http://127.0.0.1:{free_port()}")
    rewire(settings, "snap", secret="salah")
    checks = {check.name: check for check in outside.check_all()}

    assert [name for name, check in checks.items() if not check.answers] == ["watchlist", "snap"]
    assert "cannot be reached" in checks["watchlist"].remark
    assert "401" in checks["snap"].remark


def test_a_gateway_that_is_not_set_up_says_which_setting_lacks(settings: Settings) -> None:
    settings.GATEWAYS = {}

    with pytest.raises(ImproperlyConfigured, match=r'GATEWAYS\["population"\]\["url"\]'):
        population.registry()
    checks = {check.name: check for check in outside.check_all()}
    assert 'GATEWAYS["storage"]["folder"] is not set' in checks["storage"].remark


def test_a_bank_without_a_secret_is_not_set_up(settings: Settings) -> None:
    rewire(settings, "snap", secret="")

    checks = {check.name: check for check in outside.check_all()}
    assert checks["snap"].remark == 'GATEWAYS["snap"]["secret"] is not set'
