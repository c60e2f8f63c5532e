"""Both languages are complete, and neither is spoken by somebody else's catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from config import messages

CATALOGUE = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Bayar"
msgstr "Pay"

msgid "Sampai %(hour)s"
msgstr "Until then"

#, fuzzy
msgid "Batal"
msgstr "Void"

msgid "Usang"
msgstr "Obsolete"
"""
PAGE = """
{% translate "Bayar" %}
  {% if late %}
{% blocktranslate trimmed count counter=people|length %}
    {{ counter }} orang
{% plural %}
    {{ counter }} orang
{% endblocktranslate %} {{ _("Sampai")|lower }} 100 % "unclosed ( {# {% translate "tidak" %} #}
"""


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house of one page and one module."""
    (tmp_path / "mpaspor" / "templates").mkdir(parents=True)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "CATALOGUE", tmp_path / "django.po")
    return tmp_path


def test_every_text_is_translated() -> None:
    assert list(messages.faults()) == []


def test_indonesian_is_said_as_it_is_written() -> None:
    with translation.override("id"):
        changed = {
            form: translation.gettext(form)
            for context, forms in messages.texts()
            if context is None
            for form in forms[:1]
            if translation.gettext(form) != form
        }
    assert changed == {}


def test_english_is_said_as_it_was_translated() -> None:
    with translation.override("en"):
        assert translation.gettext("Bahasa Indonesia") == "Bahasa Indonesia"
        assert translation.gettext("Inggris") == "English"


def test_texts_are_found_in_pages_and_code(elsewhere: Path) -> None:
    (elsewhere / "mpaspor" / "templates" / "page.html").write_text(PAGE)
    (elsewhere / "mpaspor" / "page.py").write_text('title = pgettext("judul", "Paspor")\nodd = gettext_lazy("a" "b")\n')
    assert messages.texts() == {
        (None, ("Bayar",)),
        (None, ("Sampai",)),
        (None, ("%(counter)s orang", "%(counter)s orang")),
        ("judul", ("Paspor",)),
        (None, ("ab",)),
    }


def test_what_is_missing_or_ill_fitting_is_named(elsewhere: Path) -> None:
    (elsewhere / "mpaspor" / "page.py").write_text('_("Bayar"), _("Batal"), _("Baru"), _("Sampai %(hour)s")')
    messages.CATALOGUE.write_text(CATALOGUE)
    assert list(messages.faults()) == [
        "untranslated: Baru",
        "untranslated: Batal",
        "placeholders differ: Sampai %(hour)s",
        "no longer used: Usang",
    ]


def test_an_update_keeps_what_is_translated_and_takes_what_others_give(elsewhere: Path) -> None:
    (elsewhere / "mpaspor" / "page.py").write_text('_("Bayar"), _("Baru"), ngettext("%(n)s hari", "%(n)s hari", n)')
    messages.CATALOGUE.write_text(CATALOGUE)
    other = elsewhere / "other.po"
    other.write_text(
        'msgid "Baru"\nmsgstr "New"\n\n'
        'msgid "%(n)s hari"\nmsgid_plural "%(n)s hari"\nmsgstr[0] "a day"\nmsgstr[1] "%(n)s days"\n'
    )
    assert messages.update([other]) == 2
    assert list(messages.faults()) == []
    written = messages.CATALOGUE.read_text()
    assert "Usang" not in written
    assert messages.update() == 0
    assert messages.CATALOGUE.read_text() == written


def test_what_programs_read_is_compiled_when_the_catalogue_is_newer(elsewhere: Path) -> None:
    messages.CATALOGUE.write_text(CATALOGUE)
    messages.compile_stale()
    compiled = messages.CATALOGUE.with_suffix(".mo")
    first = compiled.stat()
    messages.compile_stale()
    assert compiled.stat().st_ino == first.st_ino
    messages.CATALOGUE.write_text(CATALOGUE.replace("Pay", "Pay now"))
    messages.compile_stale()
    assert b"Pay now" in compiled.read_bytes()
