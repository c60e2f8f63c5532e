"""The parts every page is built from: what they say, and that they say it without a script or a style attribute."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from mpaspor.web import design
from mpaspor.web.templatetags import vocabulary
from mpaspor.web.templatetags.drawing import ICONS, MARKS
from mpaspor.web.widgets import CalendarDay, Choice, DateParts

if TYPE_CHECKING:
    from collections.abc import Iterator

ZONE = "Asia/Makassar"
NINE = datetime(2026, 1, 2, 1, 0, tzinfo=UTC)
MONDAY = date(2025, 12, 22)


@pytest.fixture(autouse=True)
def indonesian() -> Iterator[None]:
    with translation.override("id"):
        yield


def draw(source: str, **facts: object) -> str:
    """What a page with this source shows, with single spaces."""
    return re.sub(r"\s+", " ", Template(source).render(Context(facts)))


def words(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).strip()


class Questions(forms.Form):
    name = forms.CharField(label="Nama lengkap", help_text="Seperti di KTP.", required=False)
    nik = forms.CharField(label="NIK", min_length=16)
    born_on = forms.DateField(label="Tanggal lahir", widget=DateParts())
    issued_on = forms.DateField(label="Terbit", widget=DateParts(parts=("month", "year")), required=False)
    who = forms.ChoiceField(
        label="Untuk siapa?",
        widget=forms.RadioSelect,
        choices=[
            ("self", "Saya"),
            ("child", Choice("Anak", hint="di bawah 17 tahun")),
            ("other", Choice("Lain", off=True)),
        ],
    )

    def clean_issued_on(self) -> date | None:
        issued_on: date | None = self.cleaned_data["issued_on"]
        if issued_on and issued_on.year > 2025:
            raise ValidationError("Tulis tahun sampai 2025.", params={"summary": "Belum mungkin", "part": "year"})
        return issued_on


def typed(**changes: str) -> dict[str, str]:
    answers = {"name": "Ratna", "nik": "5171025404910003", "who": "self"}
    return {**answers, "born_on_day": "14", "born_on_month": "4", "born_on_year": "1991", **changes}


def test_a_field_ties_its_hint_to_the_control() -> None:
    markup = draw("{% field form.name %}", form=Questions())
    assert 'aria-describedby="id_name_hint"' in markup
    assert '<p class="hint" id="id_name_hint">Seperti di KTP.</p>' in markup
    assert "(boleh dikosongkan)" in markup


def test_a_wrong_field_keeps_what_was_typed_and_says_so() -> None:
    markup = draw("{% field form.nik %}", form=Questions(typed(nik="5171")))
    assert 'value="5171"' in markup
    assert 'aria-invalid="true"' in markup
    assert 'aria-describedby="id_nik_error"' in markup


def test_the_summary_counts_leads_to_each_field_and_repeats_the_value() -> None:
    markup = draw("{% error_summary form %}", form=Questions(typed(nik="5171", who="")))
    assert "2 jawaban perlu diperbaiki" in markup
    assert '<a href="#id_nik">NIK: 5171</a>' in markup
    assert '<a href="#id_who_0">Untuk siapa: belum diisi</a>' in markup


def test_a_summary_of_one_says_one() -> None:
    assert "Satu jawaban perlu diperbaiki" in draw("{% error_summary form %}", form=Questions(typed(nik="5171")))


def test_without_mistakes_there_is_no_summary() -> None:
    assert draw("{% error_summary form %}", form=Questions(typed())) == ""


def test_a_refusal_may_blame_one_part_of_a_date() -> None:
    form = Questions(typed(issued_on_month="9", issued_on_year="2052"))
    assert '<a href="#id_issued_on_1">Belum mungkin: 2052</a>' in draw("{% error_summary form %}", form=form)
    markup = draw("{% field form.issued_on %}", form=form)
    assert markup.count('aria-invalid="true"') == 1
    assert 'value="2052" aria-invalid="true"' in markup


def test_three_small_fields_make_a_date() -> None:
    form = Questions(typed())
    assert form.is_valid()
    assert form.cleaned_data["born_on"] == date(1991, 4, 14)


@pytest.mark.parametrize(
    ("day", "month", "year"), [("31", "2", "1991"), ("14", "4", "91"), ("1", "2", "03"), ("a", "b", "c")]
)
def test_what_is_no_date_is_refused_and_shown_again(day: str, month: str, year: str) -> None:
    form = Questions(typed(born_on_day=day, born_on_month=month, born_on_year=year))
    assert "born_on" in form.errors
    markup = draw("{% field form.born_on %}", form=form)
    assert [value in markup for value in (f'value="{day}"', f'value="{month}"', f'value="{year}"')] == [True] * 3


def test_a_kept_date_returns_to_its_fields() -> None:
    markup = draw("{% field form.born_on %}", form=Questions(initial={"born_on": date(1991, 4, 14)}))
    assert re.findall(r'value="(\d+)"', markup) == ["14", "4", "1991"]


def test_a_choice_shows_its_hint_and_one_that_is_off_cannot_be_taken() -> None:
    markup = draw("{% field form.who %}", form=Questions(typed(who="child")))
    assert "<small>di bawah 17 tahun</small>" in markup
    assert 'value="child" id="id_who_1" checked' in markup
    assert 'value="other" id="id_who_2" disabled' in markup


def test_a_hostile_value_is_shown_as_text() -> None:
    form = Questions(typed(nik="<script>alert(1)</script>x"))
    form.add_error("nik", "salah")
    assert "<script>" not in draw("{% error_summary form %}{% field form.nik %}", form=form)


def test_progress_counts_in_words_and_hides_its_picture() -> None:
    markup = draw('{% progress 2 8 "untuk Ratna" %}')
    assert "Langkah 2 dari 8" in markup
    assert [markup.count(f'class="{kind}"') for kind in ("full", "now", "pale")] == [1, 1, 6]
    assert 'aria-hidden="true"' in markup


def test_a_button_that_leads_somewhere_is_a_link() -> None:
    assert draw('{% button "Mulai" href="/mulai" %}').startswith('<a href="/mulai" class="button filled">')


def test_a_button_that_cannot_be_pressed_says_why_and_leads_nowhere() -> None:
    markup = draw('{% button "Ke wawancara: 2 belum diputuskan" href="/x" off=True %}')
    assert " disabled" in markup
    assert "/x" not in markup


def test_a_desk_button_shows_its_key() -> None:
    markup = draw('{% button "Simpan" key="Ctrl Enter" %}')
    assert 'data-key="Ctrl Enter"' in markup
    assert "<kbd>Ctrl</kbd> <kbd>Enter</kbd>" in markup or "<kbd>Ctrl</kbd><kbd>Enter</kbd>" in markup


def week() -> list[CalendarDay]:
    """Two weeks: Christmas shut with its reason, the weekends always, the first of January, the rest open."""
    days = []
    for after in range(14):
        on = MONDAY + timedelta(days=after)
        if on == date(2025, 12, 25):
            days.append(CalendarDay(on, "shut", word="Natal", reason="Hari Raya Natal"))
        elif on.weekday() > 4:
            days.append(CalendarDay(on, "shut", word="libur", reason="Kantor tutup"))
        else:
            days.append(CalendarDay(on, "open", places=40, href=f"?day={on}", chosen=on == date(2026, 1, 2)))
    return days


def test_an_open_day_is_a_link_and_a_shut_one_says_why_in_its_place() -> None:
    markup = draw('{% calendar days "Hari" %}', days=week())
    assert 'href="?day=2025-12-22"' in markup
    assert 'href="?day=2025-12-25"' not in markup
    assert "Natal" in markup
    assert ">1 Jan</b>" in markup
    assert markup.count('aria-current="date"') == 1


def test_every_closed_day_is_told_in_full_and_a_weekday_only_once() -> None:
    told = words(draw("{% closed_days days %}", days=week()))
    assert told == "Kam 25 Des Hari Raya Natal Sab, Min Kantor tutup"


def test_a_day_gone_by_does_not_hide_that_its_weekday_is_always_closed() -> None:
    days = [CalendarDay(date(2025, 12, 13) + timedelta(days=at), "shut", reason="Kantor tutup") for at in (7, 14)]
    told = words(draw("{% closed_days days %}", days=[CalendarDay(date(2025, 12, 13), "shut", word="lewat"), *days]))
    assert told == "Sab Kantor tutup"


def test_days_closed_in_a_row_for_one_reason_are_told_together() -> None:
    days = [CalendarDay(day.on, "shut", reason="Belum dibuka") if day.href else day for day in week()]
    told = words(draw("{% closed_days days %}", days=days))
    assert told == (
        "Sen 22 Des – Rab 24 Des Belum dibuka Kam 25 Des Hari Raya Natal Jum 26 Des – Jum 2 Jan Belum dibuka "
        "Sab, Min Kantor tutup"
    )


def test_the_odds_are_two_numbers_and_tenths() -> None:
    told = words(draw("{% odds 1284 760 at zone %}", at=NINE, zone=ZONE))
    assert "1.284" in told
    assert "6 dari 10" in told
    assert "Per 09.00 WITA" in told


def test_the_countdown_tells_the_day_first_and_never_seconds() -> None:
    source = "{% countdown until started zone now=now %}"
    started, until = NINE - timedelta(minutes=38), NINE + timedelta(minutes=82, seconds=59)
    assert words(draw(source, until=until, started=started, zone=ZONE, now=NINE)).startswith(
        "Jumat 2 Januari 2026. Tinggal 1 jam 22 menit"
    )


def test_in_the_last_ten_minutes_late_money_is_explained() -> None:
    source = "{% countdown until started zone now=now %}"
    told = words(draw(source, until=NINE + timedelta(minutes=10), started=NINE, zone=ZONE, now=NINE))
    assert "10 menit" in told
    assert "saldo" in told


def test_before_the_last_ten_minutes_the_warning_waits_where_it_will_be_read_aloud() -> None:
    source = "{% countdown until started zone now=now %}"
    markup = draw(source, until=NINE + timedelta(minutes=11), started=NINE, zone=ZONE, now=NINE)
    assert "saldo" not in words(markup)
    assert re.search(r'<span role="status" data-last-call="600" data-words="[^"]+saldo[^"]+"></span>', markup)


def test_a_deadline_that_has_passed_shows_no_bar() -> None:
    markup = draw("{% countdown until until zone now=now %}", until=NINE, zone=ZONE, now=NINE + timedelta(hours=1))
    assert "sudah lewat" in markup
    assert "<progress" not in markup


@pytest.mark.parametrize("pair", vocabulary.WORDS)
def test_every_state_has_a_mark_before_its_word(pair: tuple[str, str]) -> None:
    markup = draw("{% state_tag record state %}", record=pair[0], state=pair[1])
    state = vocabulary.WORDS[pair]
    assert state.mark in MARKS
    assert markup.index("<svg") < markup.index(str(state.tag))


def test_a_sentence_takes_its_facts() -> None:
    told = draw('{% state_sentence "bill" "due" amount=amount|rupiah hour="12.05 WITA" %}', amount=2_550_000)
    assert told == "Bayar Rp2.550.000 sebelum pukul 12.05 WITA"


def test_money_days_and_hours_follow_the_reader() -> None:
    source = "{{ amount|rupiah }} {{ at|day:zone }} {{ at|hour:zone }}"
    facts = {"amount": 2_550_000, "at": NINE, "zone": ZONE}
    assert draw(source, **facts) == "Rp2.550.000 Jumat 2 Januari 2026 09.00 WITA"
    with translation.override("en"):
        assert draw(source, **facts) == "Rp2,550,000 Friday 2 January 2026 09:00 WITA (UTC+8)"


def test_a_code_is_shown_in_threes_and_copied_whole() -> None:
    markup = draw('{% code_copy "820251205417306" %}')
    assert "820 251 205 417 306" in markup
    assert 'data-copy="820251205417306"' in markup


def test_a_paused_upload_says_where_it_will_go_on() -> None:
    markup = draw('{% upload_row "KK" "paused" sent=870000 size=1400000 %}{% endupload_row %}')
    assert "Menunggu sinyal, lanjut dari 62 %." in markup


def test_a_chart_writes_its_values_and_holds_the_highest_bar_under_four_lines() -> None:
    markup = draw('{% chart rows "Elektronik" "Biasa" "Terbit" %}', rows=[("Jul", 2140, 1772), ("Agu", 2168, 1577)])
    assert ">3.912<" in markup
    assert re.findall(r'class="end"[^>]*>([\d.]+)<', markup) == ["0", "1.000", "2.000", "3.000", "4.000"]
    assert 'aria-label="Terbit"' in markup


def test_a_chart_without_rows_is_still_drawn() -> None:
    assert "<svg" in draw('{% chart rows "Elektronik" "Biasa" "Terbit" %}', rows=[])


@pytest.mark.parametrize("name", [*MARKS, *ICONS])
def test_every_drawing_is_hidden_from_readers(name: str) -> None:
    tag = "mark" if name in MARKS else "icon"
    assert 'aria-hidden="true"' in draw(f'{{% {tag} "{name}" %}}')


@pytest.mark.parametrize("page", ["", "state", "question", "desk", "hall"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_design_pages_hold_nothing_a_strict_policy_forbids(page: str, language: str) -> None:
    request = RequestFactory().get("/design", {"page": page})
    with translation.override(language):
        markup = design.design(request).content.decode()
    assert not re.findall(r"<[^>]+\s(?:style|on\w+)=", markup)
    assert not re.findall(r"<script(?![^>]+src=)", markup)
    assert not [name for name in re.findall(r'\sid="([^"]+)"', markup) if markup.count(f' id="{name}"') > 1]
