"""The auditor's program: it knows nothing of ours, agrees with us, and finds whatever was touched."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpaspor import verify_draw
from mpaspor.stages.appointments.draws import files
from mpaspor.stages.appointments.draws.allocation import Entry, Place
from tests.stages.appointments.draws import drawn

PROGRAM = Path(verify_draw.__file__)
ENTRIES = [
    Entry(f"{number:020x}", 1 + number % 3, "electronic", number == 4, ("5171/2026-01-05/08:00", "5171/*/*"))
    for number in range(9)
]
PLACES = [Place(n, "5171", "2026-01-05", f"0{n}:00", "regular", "electronic+ordinary", 2) for n in (7, 8, 9)]
LINE = b"\n"
SOUND = drawn.published(ENTRIES, PLACES, ["hujan di bulan Juni", files.MISSING])


def found(contents: dict[str, bytes]) -> str:
    return verify_draw.verify(contents).told()


@settings(max_examples=200)
@given(drawn.entries, drawn.places, st.lists(st.sampled_from(["satu", "dua", files.MISSING]), max_size=3))
def test_it_agrees_with_us_on_every_draw(entries: list[Entry], places: list[Place], secrets: list[str]) -> None:
    assert found(drawn.published(entries, places, secrets)) == ""


@settings(max_examples=400)
@given(st.data())
def test_any_byte_that_was_changed_is_found_with_its_file_and_line(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(SOUND)))
    content = bytearray(SOUND[name])
    at = data.draw(st.integers(0, len(content) - 1))
    line = bytes(content[:at]).count(b"\n") + 1
    content[at] ^= data.draw(st.integers(1, 255))
    told = found({**SOUND, name: bytes(content)})
    assert f"{name}, line {line}: " in told or f"{name}, line {line + 1}: " in told, told


@settings(max_examples=100)
@given(st.data())
def test_a_line_taken_out_or_put_in_is_found(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(SOUND)))
    lines = SOUND[name].splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    less, more = lines[:at] + lines[at + 1 :], lines[: at + 1] + lines[at:]
    for changed in (less, more):
        if b"".join(changed) != SOUND[name]:
            assert f"{name}, line " in found({**SOUND, name: b"".join(changed)})


@pytest.mark.parametrize("name", ["places.csv", "entries.csv"])
def test_a_table_written_anew_with_right_checks_is_not_the_one_published(name: str) -> None:
    other = drawn.published(ENTRIES[1:], PLACES[1:], ["hujan di bulan Juni", files.MISSING])
    assert f"{name}, line {other[name].count(LINE) + 1}: is not the file with the SHA-256" in found(
        {**SOUND, name: other[name]}
    )


def test_results_of_another_seed_are_refused_line_by_line() -> None:
    other = drawn.published(ENTRIES, PLACES, ["kemarau", files.MISSING])
    told = found({**SOUND, "results.csv": other["results.csv"]})
    assert "results.csv, line " in told
    assert "must be " in told


def test_a_secret_that_was_not_committed_to_is_refused() -> None:
    facts = [(name, value) for name, value, *_ in json.loads(SOUND["draw.json"])["facts"]]
    forged = [(name, "lain" if value == "hujan di bulan Juni" else value) for name, value in facts]
    content = files.facts_json(forged, files.seed_of(forged), files.digest_of(SOUND["results.csv"]))
    assert "is not the secret that was committed to" in found({**SOUND, "draw.json": content})


def test_a_draw_sealed_after_its_secrets_were_known_is_told() -> None:
    facts = [(name, value) for name, value, *_ in json.loads(SOUND["draw.json"])["facts"]]
    late = [(name, "2026-01-03T09:00:00Z" if name == "sealed_at" else value) for name, value in facts]
    content = files.facts_json(late, files.seed_of(late), files.digest_of(SOUND["results.csv"]))
    assert "reveal_by lies before sealed_at" in found({**SOUND, "draw.json": content})


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"facts": 7}', b'{"facts": [], "seed": "", "results": ""}'])
def test_facts_that_are_none_are_told_not_stumbled_over(content: bytes) -> None:
    assert "draw.json, line " in found({**SOUND, "draw.json": content})


@pytest.mark.parametrize("content", [b"", b"\n", b"\n\n\n", b"a,b\n1,2,3,4,5,6,7\n", b"\xff\xfe"])
@pytest.mark.parametrize("name", ["places.csv", "entries.csv", "results.csv"])
def test_a_table_that_is_none_is_told_not_stumbled_over(name: str, content: bytes) -> None:
    assert f"{name}, line 1: " in found({**SOUND, name: content})


def test_it_needs_nothing_but_python(tmp_path: Path) -> None:
    imported = {
        name.name if isinstance(node, ast.Import) else node.module or ""
        for node in ast.walk(ast.parse(PROGRAM.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names
    for name, content in SOUND.items():
        (tmp_path / name).write_bytes(content)
    alone = [sys.executable, "-I", str(PROGRAM)]
    sound = subprocess.run([*alone, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (sound.returncode, sound.stderr) == (0, "")
    assert sound.stdout.startswith("Draw contoh: 9 entries, 3 hours, every line as it must be.\n")
    (tmp_path / "results.csv").write_bytes(SOUND["results.csv"].replace(b"\n3,", b"\n4,", 1))
    touched = subprocess.run([*alone, *map(str, tmp_path.iterdir())], capture_output=True, text=True, check=False)
    assert touched.returncode == 1
    assert "results.csv, line 4: was touched" in touched.stdout


def test_what_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    for asked in ([str(tmp_path)], ["draw.json"]):
        told = subprocess.run([sys.executable, str(PROGRAM), *asked], capture_output=True, text=True, check=False)
        assert (told.returncode, told.stderr.count("\n"), told.stdout) == (1, 1, "")
    usage = subprocess.run([sys.executable, str(PROGRAM)], capture_output=True, text=True, check=False)
    assert (usage.returncode, "FOLDER" in usage.stdout) == (2, True)
