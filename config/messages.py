"""`mpaspor messages`: the words of the house in its second language.

The source is Indonesian: a text stands in the code as an Indonesian reader sees it. One catalogue,
locale/en/LC_MESSAGES/django.po, holds the English; what programs read (.mo) is compiled from it and not kept in git.
"""

from __future__ import annotations

import argparse
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "mpaspor" / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = r"""msgid ""
msgstr ""
"Language: en\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")

# A context or none, and the text: one form, or one for a single thing and one for many.
Text = tuple[str | None, tuple[str, ...]]
Translations = dict[Text, tuple[str, ...]]


def main(arguments: Sequence[str]) -> int:
    """Do what the terminal asks; the exit code."""
    parser = argparse.ArgumentParser(prog="mpaspor messages", description="The words of the house in English.")
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("--update", action="store_true", help="add new texts to the catalogue, drop those gone")
    task.add_argument("--merge", nargs="+", type=Path, metavar="FILE", help="take translations from other catalogues")
    task.add_argument("--check", action="store_true", help="name what is untranslated, unsure, unused, ill-fitting")
    task.add_argument("--compile", action="store_true", help="write what programs read")
    asked = parser.parse_args(arguments)
    if asked.check:
        return _report(list(faults()))
    if asked.compile:
        compile_stale()
    else:
        _report_merge(update(asked.merge or []))
    return 0


def update(others: Sequence[Path] = ()) -> int:
    """Bring the catalogue in line with the code, taking translations from `others` too; how many they gave."""
    known = _translations(CATALOGUE)
    given: Translations = {}
    for path in others:
        given |= _translations(path)
    fresh, taken = Catalog(locale="en", fuzzy=False), 0
    for text in sorted(texts(), key=_order):
        translated = given.get(text) or known.get(text) or ("",) * len(text[1])
        taken += translated != known.get(text) and any(translated)
        fresh.add(_as_babel(text[1]), _as_babel(translated), context=text[0])
    out = io.BytesIO()
    write_po(out, fresh, width=100, no_location=True, omit_header=True)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(HEADER + out.getvalue().decode().strip() + "\n", encoding="utf-8")
    return taken


def faults() -> Iterator[str]:
    """What is missing or wrong, a line each."""
    known, wanted = _translations(CATALOGUE), texts()
    for text in sorted(wanted, key=_order):
        if text not in known:
            yield f"untranslated: {text[1][0]}"
        elif not _fits(text[1], known[text]):
            yield f"placeholders differ: {text[1][0]}"
    for text in sorted(known.keys() - wanted, key=_order):
        yield f"no longer used: {text[1][0]}"


def compile_stale() -> None:
    """Compile the catalogue if it is newer than what was compiled from it."""
    compiled = CATALOGUE.with_suffix(".mo")
    if not CATALOGUE.exists() or (compiled.exists() and compiled.stat().st_mtime >= CATALOGUE.stat().st_mtime):
        return
    beside = compiled.with_suffix(".mo.new")
    with beside.open("wb") as file:
        write_mo(file, _read(CATALOGUE))
    beside.rename(compiled)


def texts() -> set[Text]:
    """Every text the code and the templates ask to have translated."""
    found: set[Text] = set()
    for path in (*ROOT.glob("config/**/*.py"), *ROOT.glob("mpaspor/**/*.py")):
        found |= set(_extracted(path.read_bytes()))
    for path in ROOT.glob("mpaspor/templates/**/*"):
        if path.suffix in {".html", ".txt"}:
            # In brackets, what stands between the tags may be indented at will.
            found |= set(_extracted(f"(\n{templatize(path.read_text(encoding='utf-8'), str(path))}\n)".encode()))
    return found


def _extracted(source: bytes) -> Iterator[Text]:
    found = extract("python", io.BytesIO(source), KEYWORDS, options={"encoding": "utf-8"})
    for _line, forms, _comments, context in found:
        if forms:
            yield context, _forms(forms)


def _translations(path: Path) -> Translations:
    """What a catalogue translates wholly and surely."""
    return {
        (message.context, _forms(message.id)): _forms(message.string) for message in _read(path) if _is_sure(message)
    }


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en", charset="utf-8")


def _is_sure(message: Message) -> bool:
    forms = _forms(message.string)
    return bool(message.id) and not message.fuzzy and len(forms) == len(_forms(message.id)) and all(forms)


def _fits(text: Sequence[str], translated: Sequence[str]) -> bool:
    """Whether the translation fills in what the text fills in; a form for one thing may leave the number out."""
    asked = _placeholders(text[-1])
    return _placeholders(translated[-1]) == asked and all(_placeholders(form) <= asked for form in translated)


def _placeholders(form: str) -> set[str]:
    return set(_PLACEHOLDER.findall(form.replace("%%", "")))


def _forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def _as_babel(forms: tuple[str, ...]) -> str | tuple[str, ...]:
    return forms if len(forms) > 1 else forms[0]


def _order(text: Text) -> tuple[str, str]:
    return text[1][0], text[0] or ""


def _report(found: list[str]) -> int:
    for line in found:
        print(line)
    if found:
        print(f"{len(found)} texts need work; `mpaspor messages --update` brings the catalogue in line with the code.")
    return 1 if found else 0


def _report_merge(taken: int) -> None:
    missing = sum(line.startswith("untranslated") for line in faults())
    print(f"{CATALOGUE.relative_to(ROOT)}: {taken} taken over, {missing} untranslated.")
