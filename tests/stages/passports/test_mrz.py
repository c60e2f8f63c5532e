from __future__ import annotations

import string
from datetime import date

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as some

from mpaspor.stages.passports import mrz

ZONE = set(string.ascii_uppercase + string.digits + "<")
BUDI = (
    "P<IDNSANTOSO<<BUDI<<<<<<<<<<<<<<<<<<<<<<<<<<",
    "X1234567<7IDN9008179M3408168<<<<<<<<<<<<<<<6",
)
SUPARMAN = (
    "P<IDNSUPARMAN<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
    "C7654321<8IDN6501026M3001019<<<<<<<<<<<<<<<8",
)
SPECIMEN = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)

words = some.text(alphabet=string.ascii_uppercase, min_size=1, max_size=14)
parts = some.lists(words, min_size=0, max_size=9).map(" ".join)
days = some.dates(min_value=date(1930, 1, 1), max_value=date(2025, 12, 31))


def test_the_zone_of_a_two_word_name() -> None:
    written = mrz.lines(
        document_number="X1234567",
        primary="SANTOSO",
        secondary="BUDI",
        birth_on=date(1990, 8, 17),
        sex="M",
        expires_on=date(2034, 8, 16),
    )
    assert written == BUDI


def test_a_one_word_name_is_all_primary() -> None:
    primary, secondary = mrz.split_name("Suparman")
    written = mrz.lines(
        document_number="c 7654321",
        primary=primary,
        secondary=secondary,
        birth_on=date(1965, 1, 2),
        sex="M",
        expires_on=date(2030, 1, 1),
    )
    assert written == SUPARMAN
    assert mrz.parse(*written).full_name == "SUPARMAN"


def test_the_specimen_of_the_standard_reads_true() -> None:
    read = mrz.parse(*SPECIMEN)
    assert read.is_valid
    assert (read.primary, read.secondary) == ("ERIKSSON", "ANNA MARIA")
    assert (read.document_number, read.state, read.sex, read.optional) == ("L898902C3", "UTO", "F", "ZE184226B")
    assert read.birth_on(date(2026, 1, 2)) == date(1974, 8, 12)
    assert read.expires_on == date(2012, 4, 15)


def test_a_reader_takes_any_second_letter_and_either_empty_check_digit() -> None:
    first = BUDI[0].replace("P<IDN", "PPIDN")
    second = BUDI[1][:42] + "0" + BUDI[1][43]
    assert mrz.parse(first, second).is_valid
    assert mrz.parse(first, second).document_code == "PP"


@pytest.mark.parametrize(
    ("place", "broken"),
    [(0, "document_number"), (13, "birth"), (21, "expiry"), (30, "optional"), (43, "composite")],
)
def test_a_wrong_digit_is_told_by_its_field(place: int, broken: str) -> None:
    second = BUDI[1][:place] + "5" + BUDI[1][place + 1 :]
    read = mrz.parse(BUDI[0], second)
    assert not read.is_valid
    assert not read.checks[broken]


@pytest.mark.parametrize("spoiled", ["", "P<IDN", BUDI[0] + "<", BUDI[0].replace("<", "?")])
def test_what_is_no_zone_is_unreadable(spoiled: str) -> None:
    with pytest.raises(mrz.Unreadable):
        mrz.parse(spoiled, BUDI[1])


def test_someone_born_this_century_is_not_a_hundred() -> None:
    second = BUDI[1][:13] + "150817" + BUDI[1][19:]
    assert mrz.parse(BUDI[0], second).birth_on(date(2026, 1, 2)) == date(2015, 8, 17)
    second = BUDI[1][:13] + "<<<<<<" + BUDI[1][19:]
    assert mrz.parse(BUDI[0], second).birth_on(date(2026, 1, 2)) is None


@pytest.mark.parametrize(
    ("full_name", "primary", "secondary"),
    [
        ("Ratna Wulandari", "WULANDARI", "RATNA"),
        ("Muhammad Al-Fatih Putra", "PUTRA", "MUHAMMAD AL FATIH"),
        ("Ai'nun", "AINUN", ""),
        ("Jürgen Åström", "AASTROEM", "JUERGEN"),
        ("", "", ""),
    ],
)
def test_a_split_is_proposed(full_name: str, primary: str, secondary: str) -> None:
    assert mrz.split_name(full_name) == (primary, secondary)


@pytest.mark.parametrize(
    ("primary", "secondary", "field"),
    [
        # Given names become initials from the right before anything is lost.
        ("NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG KRASUANG", "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"),
        (
            "BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL",
            "DINGO POTOROO",
            "BENNELONG<WOOLOOMOOLOO<WARRANDYT<W<<D<P",
        ),
        # One letter of the given name always stays.
        ("A" * 50, "BUDI", "A" * 36 + "<<B"),
    ],
)
def test_a_name_too_long_is_shortened_by_the_rules(primary: str, secondary: str, field: str) -> None:
    assert mrz.name_field(primary, secondary) == field


@given(parts, parts)
@example("X", "A " * 30)
@example("AB " * 10, "C " * 20)
def test_every_name_fills_the_field(primary: str, secondary: str) -> None:
    assume(primary or secondary)
    field = mrz.name_field(primary, secondary)
    assert len(field) == 39
    assert set(field) <= ZONE
    assert field[0].isalpha()
    whole = "<<".join(part.replace(" ", "<") for part in (primary, secondary) if part)
    if len(whole) <= 39:
        assert field == whole.ljust(39, "<")
    else:
        assert all(letters == "" or letters in whole for letters in field.split("<"))
        assert ("<<" in field.rstrip("<")) == bool(primary and secondary)


@given(some.lists(some.text(alphabet=string.ascii_uppercase, min_size=2, max_size=14), min_size=1, max_size=6), words)
def test_the_last_place_holds_a_letter_when_something_is_missing(family: list[str], given_name: str) -> None:
    primary = " ".join(family)
    assume(len(primary) + len(given_name) + 2 > 39)
    assert mrz.name_field(primary, given_name)[-1].isalpha()


@given(some.text(alphabet=string.ascii_letters + " '-", min_size=1, max_size=34))
def test_a_name_that_fits_the_page_is_never_cut(full_name: str) -> None:
    primary, secondary = mrz.split_name(full_name)
    assume(primary)
    read = mrz.parse("P<IDN" + mrz.name_field(primary, secondary), BUDI[1])
    assert (read.primary, read.secondary) == (primary, secondary)


@given(some.from_regex(r"\A[A-Z]{1,2}[0-9]{6,7}\Z"), words, parts, days, some.sampled_from(["M", "F", "", "X"]), days)
def test_what_is_written_reads_back(
    number: str, primary: str, secondary: str, birth_on: date, sex: str, expires_on: date
) -> None:
    written = mrz.lines(
        document_number=number,
        primary=primary,
        secondary=secondary,
        birth_on=birth_on,
        sex=sex,
        expires_on=expires_on.replace(year=2035, day=1),
    )
    assert [len(line) for line in written] == [44, 44]
    read = mrz.parse(*written)
    assert read.is_valid
    assert read.document_number == number
    assert read.sex == (sex if sex in {"M", "F"} else "")
    assert read.born == f"{birth_on:%y%m%d}"
    assert read.expires_on == expires_on.replace(year=2035, day=1)


@given(some.integers(0, 43), some.sampled_from(sorted(ZONE)))
def test_a_changed_digit_never_passes_all_checks_unless_it_weighs_the_same(place: int, mark: str) -> None:
    second = SPECIMEN[1][:place] + mark + SPECIMEN[1][place + 1 :]
    unchecked = {10, 11, 12, 20}  # nationality and sex carry no check digit
    check_digits = {9, 19, 27, 42, 43}
    before = SPECIMEN[1][place]
    same_weight = mark == before or (place not in check_digits and mrz.check_digit(mark) == mrz.check_digit(before))
    read = mrz.parse(SPECIMEN[0], second)
    assert read.is_valid == (place in unchecked or same_weight)


@given(some.text(max_size=60), some.text(max_size=60))
def test_any_text_reads_or_is_unreadable(first: str, second: str) -> None:
    with pytest.raises(mrz.Unreadable):
        mrz.parse(first, second)


def test_a_number_or_name_the_zone_cannot_hold_is_refused() -> None:
    for number in ("", "X123456789", "X12-4567"):
        with pytest.raises(mrz.Unprintable):
            mrz.lines(
                document_number=number,
                primary="SANTOSO",
                secondary="BUDI",
                birth_on=date(1990, 8, 17),
                sex="M",
                expires_on=date(2034, 8, 16),
            )
    with pytest.raises(mrz.Unprintable):
        mrz.name_field("123", "李")
