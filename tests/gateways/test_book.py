from __future__ import annotations

import os
from pathlib import Path

import pytest

from mpaspor.gateways.book import Book


def test_entries_are_there_again_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "book.jsonl"
    book = Book(path)
    for number in range(3):
        book.write({"n": number, "name": "Selésai\n"})

    assert Book(path).entries == [{"n": n, "name": "Selésai\n"} for n in range(3)]


def test_a_line_cut_short_by_a_crash_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "book.jsonl"
    path.write_bytes(b'{"n":0}\n{"n":1')
    book = Book(path)
    book.write({"n": 2})

    assert Book(path).entries == [{"n": 0}, {"n": 2}]


def test_an_entry_the_disk_refused_was_never_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "book.jsonl"
    book = Book(path)
    book.write({"n": 0})

    def no_room(file: int) -> None:
        raise OSError

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(OSError):  # noqa: PT011 - any failure of the disk
        book.write({"n": 1})
    monkeypatch.undo()

    assert Book(path).entries == [{"n": 0}]
