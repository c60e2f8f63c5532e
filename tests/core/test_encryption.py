from __future__ import annotations

import base64
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as some
from pytest_django.fixtures import Settings

from mpaspor.core import encryption

OLD = base64.b64encode(b"o" * 32).decode()
NEW = base64.b64encode(b"n" * 32).decode()


@pytest.fixture(autouse=True)
def keys(settings: Settings) -> None:
    settings.MPASPOR_ENCRYPTION_KEYS = f"k1:{OLD}"
    settings.MPASPOR_INDEX_KEY = base64.b64encode(b"i" * 32).decode()


@given(some.binary(max_size=500), some.text(max_size=30))
@effort(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_sealed_opens_again(content: bytes, context: str) -> None:
    assert encryption.decrypt(encryption.encrypt(content, context), context) == content


def test_the_same_text_is_never_sealed_twice_alike() -> None:
    assert encryption.encrypt(b"5171", "a") != encryption.encrypt(b"5171", "a")


def test_a_flipped_bit_anywhere_is_noticed() -> None:
    sealed = encryption.encrypt(b"5171014203880003", "applicant.nik")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(encryption.Tampered):
            encryption.decrypt(bytes(changed), "applicant.nik")


@given(some.binary(max_size=60))
@effort(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_other_bytes_are_tampered_and_nothing_else(garbage: bytes) -> None:
    with pytest.raises(encryption.Tampered):
        encryption.decrypt(garbage, "applicant.nik")


def test_a_value_moved_to_another_column_does_not_open() -> None:
    with pytest.raises(encryption.Tampered):
        encryption.decrypt(encryption.encrypt(b"5171", "applicant.nik"), "applicant.kk")


def test_a_new_key_seals_and_the_old_one_still_opens(settings: Settings) -> None:
    before = encryption.encrypt(b"5171", "a")
    settings.MPASPOR_ENCRYPTION_KEYS = f"k2:{NEW},k1:{OLD}"
    after = encryption.encrypt(b"5171", "a")
    assert encryption.decrypt(before, "a") == encryption.decrypt(after, "a") == b"5171"
    settings.MPASPOR_ENCRYPTION_KEYS = f"k2:{NEW}"
    assert encryption.decrypt(after, "a") == b"5171"
    with pytest.raises(encryption.Tampered):
        encryption.decrypt(before, "a")


@pytest.mark.parametrize("setting", ["", "k1", "k1:short", f"k1:{OLD[:20]}", "k1:%%%"])
def test_a_service_without_a_proper_key_does_not_seal(settings: Settings, setting: str) -> None:
    settings.MPASPOR_ENCRYPTION_KEYS = setting
    with pytest.raises(ImproperlyConfigured):
        encryption.encrypt(b"5171", "a")


def test_a_blind_index_finds_equals_and_depends_on_purpose_and_key(settings: Settings) -> None:
    index = encryption.blind_index("5171014203880003", "person")
    assert index == encryption.blind_index("5171014203880003", "person")
    assert len(index) == 32
    assert index != encryption.blind_index("5171014203880004", "person")
    assert index != encryption.blind_index("5171014203880003", "device")
    settings.MPASPOR_INDEX_KEY = NEW
    assert index != encryption.blind_index("5171014203880003", "person")


@pytest.fixture
def secret_model() -> Any:
    with isolate_apps("mpaspor.demo"):

        class Secret(models.Model):
            nik = encryption.EncryptedText(blank=True, default="")
            alias = encryption.EncryptedJSON(null=True)
            answers = encryption.EncryptedJSON(default=dict)

            class Meta:
                app_label = "demo"

        with connection.schema_editor() as editor:
            editor.create_model(Secret)
        yield Secret


@pytest.mark.django_db
def test_a_row_holds_only_sealed_bytes(secret_model: Any) -> None:
    answers = {"tujuan": "Jepang", "anggota": [1, 2], "berangkat": date(2026, 2, 12)}
    saved = secret_model.objects.create(nik="5171014203880003", answers=answers)
    found = secret_model.objects.get(pk=saved.pk)
    assert found.nik == "5171014203880003"
    assert found.alias is None
    assert found.answers == {"tujuan": "Jepang", "anggota": [1, 2], "berangkat": "2026-02-12"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT nik, answers FROM demo_secret")
        row = cursor.fetchone()
    assert all(b"5171" not in bytes(cell) and b"Jepang" not in bytes(cell) for cell in row)


@pytest.mark.django_db
def test_sealed_columns_survive_bulk_writes_and_conditional_updates(secret_model: Any) -> None:
    made = secret_model.objects.bulk_create([secret_model(nik=str(number)) for number in range(3)])
    for secret in made:
        secret.nik += "x"
    secret_model.objects.bulk_update(made, ["nik"])
    secret_model.objects.filter(pk=made[0].pk).update(nik="changed")
    assert sorted(secret_model.objects.values_list("nik", flat=True)) == ["1x", "2x", "changed"]


@pytest.mark.django_db
def test_swapping_two_columns_in_the_database_is_noticed(secret_model: Any) -> None:
    secret_model.objects.create(nik="5171014203880003", alias="Ratna")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE demo_secret SET nik = alias")
    with pytest.raises(encryption.Tampered):
        secret_model.objects.get()


@pytest.mark.django_db
def test_a_sealed_column_can_only_be_asked_whether_it_is_empty(secret_model: Any) -> None:
    secret_model.objects.create(nik="5171014203880003")
    assert secret_model.objects.filter(alias__isnull=True).count() == 1
    with pytest.raises(FieldError):
        secret_model.objects.filter(nik="5171014203880003")
