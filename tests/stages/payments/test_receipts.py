"""A receipt's text: what it says, who signed it, and that nobody can change a letter of it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.supervisor import pairs
from mpaspor import verify_receipt
from mpaspor.core import clock
from mpaspor.stages.payments import billing, receipt_keys, receipts, settlement
from mpaspor.stages.payments.models import Bill
from mpaspor.stages.payments.notices import Notice
from tests.stages.payments.scene import billed, notice

PROGRAM = Path(verify_receipt.__file__)
NTPN = "3C8A1F6T0N4D7K2P"


def settled(**changes: Any) -> Bill:
    bill = billed()
    told = notice(bill)
    facts = {name: getattr(told, name) for name in Notice.__dataclass_fields__} | changes
    settlement.receive(Notice(**facts), at=clock.now())
    return Bill.objects.get(pk=bill.pk)


def published() -> str:
    return json.dumps({"keys": [key.jwk() for key in receipt_keys.published()]})


def run(text: str, keys: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The program by itself: no site packages, nothing of ours to import."""
    path = folder / "key"
    path.write_text(keys)
    command = [sys.executable, "-I", "-S", str(PROGRAM), text, "--key", str(path)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_program_needs_nothing_but_python() -> None:
    tree = ast.parse(PROGRAM.read_text())
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


@pytest.mark.django_db
def test_a_receipt_says_what_was_paid_and_names_the_payer_by_initials() -> None:
    bill = settled(ntpn=NTPN)
    facts = verify_receipt.verify(receipts.signed(bill), verify_receipt.keys_of(published()))
    assert facts == {
        "key": receipt_keys.ours().name,
        "code": bill.code,
        "number": NTPN,
        "amount": "950000",
        "paid_at": "20260102T010000Z",
        "payer": "R.W.",
        "office": "Denpasar",
    }


@pytest.mark.django_db
def test_a_bank_that_has_no_number_of_the_treasury_gives_its_own() -> None:
    facts = receipts.signed(settled(reference="NTB/1 *#")).split("/")
    assert facts[3] == "NTB%2F1%20%2A%23"
    read = verify_receipt.verify("/".join(facts), verify_receipt.keys_of(published()))
    assert read["number"] == "NTB/1 *#"


@pytest.mark.django_db
def test_a_bill_nobody_paid_has_no_receipt() -> None:
    bill = billed()
    with pytest.raises(receipts.NotPaid):
        receipts.signed(bill)
    billing.void(bill, by=None, at=clock.now(), why="")
    with pytest.raises(receipts.NotPaid):
        receipts.signed(bill)


@pytest.mark.django_db
def test_a_house_without_a_key_signs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.RECEIPT_KEY", "")
    assert receipts.signed(settled()) == ""
    assert receipt_keys.published() == []


@pytest.mark.django_db
def test_the_program_by_itself_tells_genuine_from_changed_and_from_anothers(tmp_path: Path) -> None:
    text = receipts.signed(settled(ntpn=NTPN))
    genuine = run(receipts.address(text), published(), tmp_path)
    assert (genuine.returncode, genuine.stderr) == (0, "")
    assert "Genuine" in genuine.stdout
    assert "950000" in genuine.stdout
    changed = run(text.replace("/950000/", "/350000/"), published(), tmp_path)
    assert (changed.returncode, changed.stdout) == (1, "Not genuine: the signature does not belong to this text.\n")
    other = run(text, other_key().pem, tmp_path)
    assert other.returncode == 1
    assert other.stdout.startswith(f"Not known: it names the key {receipt_keys.ours().name}")


@pytest.mark.django_db
def test_the_text_may_come_in_a_file_and_in_the_lines_of_a_print(tmp_path: Path) -> None:
    text = receipts.signed(settled())
    lines = "\n".join(text[at : at + 60] for at in range(0, len(text), 60))
    (tmp_path / "receipt.txt").write_text(f"{lines}\n")
    assert run("receipt.txt", receipt_keys.ours().pem, tmp_path).returncode == 0
    assert run(lines, receipt_keys.ours().pem, tmp_path).returncode == 0


@pytest.mark.parametrize("arguments", [[], ["text"], ["text", "--key"], ["text", "--key", "nothing"]])
def test_the_program_says_how_it_is_asked(arguments: list[str], tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-S", str(PROGRAM), *arguments]
    asked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (asked.returncode, asked.stderr) == (2, "")
    assert "--key FILE" in asked.stdout or "no key can be read" in asked.stdout


def other_key() -> receipt_keys.PublicKey:
    private = receipt_keys._private(pairs.draw(pairs.RECEIPT)["MPASPOR_RECEIPT_KEY"])  # noqa: SLF001 - a second house
    return receipt_keys.PublicKey(receipt_keys.pem_of(private.public_key()), date(2025, 1, 1), date(2025, 12, 31))


SOUND_MESSAGE = "MP1/{}/820260102000001/3C8A1F6T0N4D7K2P/950000/20260102T010500Z/R.W./Jakarta%20Selatan"


@pytest.fixture(scope="module")
def sound() -> tuple[str, dict[str, verify_receipt.Key]]:
    message = SOUND_MESSAGE.format(receipt_keys.ours().name)
    return f"{message}/{receipt_keys.sign(message)}", verify_receipt.keys_of(published())


def test_no_letter_can_stand_for_another(sound: tuple[str, dict[str, verify_receipt.Key]]) -> None:
    text, keys = sound
    for place, letter in enumerate(text):
        other = "1" if letter == "0" else "0" if letter.isdigit() else "A" if letter != "A" else "B"
        with pytest.raises(verify_receipt.NotGenuine):
            verify_receipt.verify(text[:place] + other + text[place + 1 :], keys)


def test_a_key_that_ended_signs_no_later_payment(sound: tuple[str, dict[str, verify_receipt.Key]]) -> None:
    text, _ = sound
    pem = receipt_keys.ours().pem
    of_that_day, of_before = verify_receipt.Key(pem, "2026-01-02"), verify_receipt.Key(pem, "2026-01-01")
    assert verify_receipt.verify(text, {of_that_day.name: of_that_day})
    with pytest.raises(verify_receipt.NotGenuine, match="no longer in use"):
        verify_receipt.verify(text, {of_before.name: of_before})


@pytest.mark.parametrize(
    "pem", ["", "no key", "{}", '{"keys": []}', "-----BEGIN PUBLIC KEY-----AAAA-----END PUBLIC KEY-----"]
)
def test_a_file_without_a_key_is_refused(pem: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        verify_receipt.keys_of(pem)


@pytest.mark.parametrize(
    "before", ["#", "a#", "https://mpaspor.example/#", "https://mpaspor.example/receipts##", "//receipts"]
)
def test_nothing_but_the_address_of_a_page_stands_before_a_text(
    sound: tuple[str, dict[str, verify_receipt.Key]], before: str
) -> None:
    text, keys = sound
    assert verify_receipt.verify(f"https://mpaspor.example/receipts#{text}", keys)
    with pytest.raises(verify_receipt.NotGenuine):
        verify_receipt.verify(before + text, keys)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_no_change_of_one_character_passes(
    sound: tuple[str, dict[str, verify_receipt.Key]], data: st.DataObject
) -> None:
    text, keys = sound
    place = data.draw(st.integers(0, len(text)))
    end = place + data.draw(st.integers(0, 1))
    # A blank is no character of the text: paper breaks lines.
    visible = st.characters(exclude_categories=["Cs"]).filter(lambda one: not verify_receipt.BLANK.match(one))
    letter = data.draw(visible | st.just(""))
    changed = text[:place] + letter + text[end:]
    if changed == text:
        assert verify_receipt.verify(changed, keys)
        return
    with pytest.raises(verify_receipt.NotGenuine):
        verify_receipt.verify(changed, keys)
