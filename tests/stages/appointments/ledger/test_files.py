"""What is published: a day's lines with their hashes, from the head before to the head after; and who checks them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mpaspor import verify_ledger
from mpaspor.core.clock import now
from mpaspor.stages.appointments.ledger import chain, files, lines, sealing
from mpaspor.stages.appointments.models import PlaceLine, PlaceSeal, Slot
from tests.stages.appointments.ledger.book import FRIDAY, SATURDAY, SUNDAY, a_morning, change, dated, write

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A folder with two days of the ledger, their slots and the heads."""
    slot = a_morning()
    dated(FRIDAY)
    sealing.seal(now())
    write(slot, 3)
    dated(SATURDAY)
    sealing.seal(now())
    for on in (FRIDAY, SATURDAY):
        (tmp_path / f"{on}.csv").write_bytes(files.day(on))
        (tmp_path / f"{on}-slots.csv").write_text("".join(files.slots(on)))
    (tmp_path / "heads.csv").write_text(files.heads_file())
    return tmp_path


def told(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    end = verify_ledger.main([str(folder), *more])
    return end, capsys.readouterr().out


def test_a_day_begins_with_the_head_before_and_ends_with_the_head_after(published: Path) -> None:
    rows = (published / f"{SATURDAY}.csv").read_text().splitlines()
    friday, saturday = PlaceSeal.objects.order_by("upto")
    assert rows[:4] == [
        "ledger,M-Paspor,1",
        "day,2026-01-03,Asia/Jakarta",
        f"before,6,{friday.head}",
        "number,at,release,slot,kind,delta,pseudonym,hash",
    ]
    assert [row.split(",")[0] for row in rows[4:]] == ["7", "8", "9", "after"]
    assert rows[-2].endswith(saturday.head)
    assert rows[-1] == f"after,9,{saturday.head}"


def test_the_first_day_begins_with_the_zeros(published: Path) -> None:
    assert f"before,0,{chain.BEGINNING}" in (published / f"{FRIDAY}.csv").read_text()


def test_a_day_is_final_once_a_later_one_has_begun(published: Path) -> None:
    assert [(head.on, head.before, head.after.lines, head.final) for head in files.heads()] == [
        (FRIDAY, 0, 6, True),
        (SATURDAY, 6, 9, False),
    ]


def test_heads_are_one_statement_however_many_seals_a_day_has(published: Path) -> None:
    with CaptureQueriesContext(connection) as asked:
        files.heads()
    assert len(asked) == 1


def test_a_day_nobody_wrote_on_has_no_file(published: Path) -> None:
    with pytest.raises(files.NoSuchDay):
        files.stream(FRIDAY.replace(day=1))
    with pytest.raises(files.NoSuchDay):
        files.slots(FRIDAY.replace(day=1))


def test_a_long_day_is_read_page_by_page(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "PAGE", 2)
    parts = list(files.stream(FRIDAY))
    assert len(parts) == 6
    assert "".join(parts) == (published / f"{FRIDAY}.csv").read_text()


def test_no_name_and_no_key_of_a_person_is_published(published: Path) -> None:
    for row in (published / f"{FRIDAY}.csv").read_text().splitlines()[4:-1]:
        pseudonym = row.split(",")[6]
        assert pseudonym == "" or len(pseudonym) == 16


def test_whoever_downloaded_all_finds_them_whole(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    end, words = told(published, capsys)
    assert (end, words.splitlines()[0]) == (0, "9 lines of 2 days, every one as it must be.")
    head = PlaceSeal.objects.latest("upto").head
    assert words.splitlines()[1] == f"Compare yourself: after line 9 the head is {head}"
    _end, answer = told(published, capsys, "--json")
    assert json.loads(answer) == {
        "sound": True, "whole": True, "lines": 9, "days": 2, "upto": 9, "head": head, "gaps": [], "problems": [],
    }  # fmt: skip


def test_the_second_day_alone_is_whole_in_itself(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify_ledger.main([str(published / f"{SATURDAY}.csv")]) == 0
    assert "The sums of places were not checked" in capsys.readouterr().out


def test_a_day_that_was_left_out_is_told(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(Slot.objects.get())
    dated(SUNDAY)
    sealing.seal(now())
    (published / f"{SUNDAY}.csv").write_bytes(files.day(SUNDAY))
    (published / f"{SATURDAY}.csv").unlink()
    end, words = told(published, capsys)
    assert end == 0
    assert "Not given: lines 7 to 9." in words


def tamper(published: Path, old: str, new: str, file: str = f"{FRIDAY}.csv") -> None:
    text = (published / file).read_text()
    assert old in text
    (published / file).write_text(text.replace(old, new, 1))


TAMPERED = [
    ("released,-1", "expired,-1", "line 10: the hash does not cover this line"),
    ("held,+1", "held,+2", "held cannot change the places by +2"),
    ("confirmed,0", "confirmed,0,extra", "this is not a line of the ledger"),
    ("\n3,", "\n4,", "should be line 3"),
    ("2026-01-02T05", "2026-01-03T05", "was written after the day"),
    ("after,6,", "after,7,", "the day ends with 6 lines"),
    ("before,0,0", "before,0,1", "the ledger begins with 64 zeros"),
    ("ledger,M-Paspor,1", "ledger,Somebody,1", "is no file of the ledger"),
]


@pytest.mark.parametrize(("old", "new", "what"), TAMPERED, ids=[what for *_, what in TAMPERED])
def test_a_file_that_was_touched_is_found_and_the_line_named(
    published: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, what: str
) -> None:
    tamper(published, old, new)
    end, words = told(published, capsys)
    assert end == 1
    assert what in words


def test_a_chain_written_anew_differs_from_the_published_heads(
    published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever holds the database can compute every hash again; not change what people downloaded."""
    change("UPDATE appointments_placeline SET kind = 'expired' WHERE kind = 'released'")
    change("DELETE FROM appointments_placeseal")
    sealing.seal(now())
    for on in (FRIDAY, SATURDAY):
        (published / f"{on}.csv").write_bytes(files.day(on))
    end, words = told(published, capsys)
    assert end == 1
    assert "heads.csv, line 2: the file of 2026-01-02 ends with 6 lines" in words


def test_a_slot_outside_its_release_is_found(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(published, ",2026-01-05,2026-01-05\n", ",2026-01-06,2026-01-06\n", f"{FRIDAY}-slots.csv")
    assert "lies outside its release" in told(published, capsys)[1]


def test_a_place_given_that_was_not_opened_is_found(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Even by whoever computes every hash again."""
    change("UPDATE appointments_placeline SET delta = 1 WHERE kind = 'opened' AND delta = 5")
    last = PlaceLine.objects.get(kind="released").pk
    change(f"DELETE FROM appointments_placeline WHERE id > {last}")  # noqa: S608 - a number of ours
    change("DELETE FROM appointments_placeseal")
    sealing.seal(now())
    (published / f"{SATURDAY}.csv").unlink()
    (published / "heads.csv").unlink()
    (published / f"{FRIDAY}.csv").write_bytes(files.day(FRIDAY))
    assert "1 places, 1 taken, 1 kept" in told(published, capsys)[1]


BROKEN = ["", "ledger,M-Paspor,1\n", "ledger,M-Paspor,1\nday,2026-01-02,x\nbefore,a,b\n", "\xff"]


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str) -> None:
    (tmp_path / "broken.csv").write_bytes(content.encode("latin-1"))
    end, words = told(tmp_path, capsys)
    assert end == 1
    assert "broken.csv" in words


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="No such file"):
        verify_ledger.main([str(tmp_path / "nothing.csv")])
