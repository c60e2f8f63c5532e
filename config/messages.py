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
HEADER = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")

Key = tuple[str | tuple[str, ...], str | None]


def main(arguments: Sequence[str]) -> int:
    """Do what the terminal asks; the exit code."""
    parser = argparse.ArgumentParser(prog="mpaspor messages", description="The words of the house in English.")
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("--update", action="store_true", help="add new texts to the catalogue, drop those gone")
    task.add_argument("--merge", nargs="+", type=Path, metavar="FILE", help="take translations over from other catalogues")
    task.add_argument("--check", action="store_true", help="name what is untranslated, uncertain, unused or ill-fitting")
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
    known, taken = _read(CATALOGUE), 0
    fresh = Catalog(locale="en", fuzzy=False)
    given = [_read(path) for path in others]
    for key in sorted(texts(), key=_order):
        translated = _translation(known, key)
        for other in given:
            better = _translation(other, key)
            if better and better != translated:
                translated, taken = better, taken + 1
        fresh.add(key[0], translated, context=key[1])
    out = io.BytesIO()
    write_po(out, fresh, width=100, no_location=True, omit_header=True)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(HEADER + out.getvalue().decode().strip() + "\n", encoding="utf-8")
    return taken


def faults() -> Iterator[str]:
    """What is missing or wrong, a line each."""
    catalogue = _read(CATALOGUE)
    wanted = texts()
    for key in sorted(wanted, key=_order):
        message = catalogue.get(_first(key), key[1])
        if message is None or not _complete(message):
            yield f"untranslated: {_first(key)}"
        elif message.fuzzy:
            yield f"uncertain: {_first(key)}"
        elif not _fits(message):
            yield f"placeholders differ: {_first(key)}"
    for message in catalogue:
        if message.id and (_frozen(message.id), message.context) not in wanted:
            yield f"no longer used: {_first((_frozen(message.id), None))}"


def compile_stale() -> None:
    """Compile the catalogue if it is newer than what was compiled from it."""
    compiled = CATALOGUE.with_suffix(".mo")
    if not CATALOGUE.exists() or (compiled.exists() and compiled.stat().st_mtime >= CATALOGUE.stat().st_mtime):
        return
    beside = compiled.with_suffix(".mo.new")
    with beside.open("wb") as file:
        write_mo(file, _read(CATALOGUE))
    beside.rename(compiled)


def texts() -> set[Key]:
    """Every text the code and the templates ask to have translated."""
    found: set[Key] = set()
    for path in sorted(ROOT.glob("config/**/*.py")) + sorted(ROOT.glob("mpaspor/**/*.py")):
        found |= set(_extracted(path.read_bytes()))
    for path in sorted(ROOT.glob("mpaspor/templates/**/*")):
        if path.suffix in {".html", ".txt"}:
            # In brackets, what stands between the tags may be indented at will.
            found |= set(_extracted(f"(\n{templatize(path.read_text(encoding='utf-8'), str(path))}\n)".encode()))
    return found


def _extracted(source: bytes) -> Iterator[Key]:
    for _line, text, _comments, context in extract("python", io.BytesIO(source), KEYWORDS, options={"encoding": "utf-8"}):
        if text:
            yield _frozen(text), context


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en", charset="utf-8")


def _translation(catalogue: Catalog, key: Key) -> str | tuple[str, ...] | None:
    message = catalogue.get(_first(key), key[1])
    if message is None or not _complete(message) or isinstance(key[0], tuple) != isinstance(message.string, (tuple, list)):
        return None
    return _frozen(message.string)


def _complete(message: Message) -> bool:
    forms = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return len(forms) == (2 if isinstance(message.id, (tuple, list)) else 1) and all(forms)


def _fits(message: Message) -> bool:
    """Whether the translation fills in what the text fills in; a form for one may leave the number out."""
    if isinstance(message.id, (tuple, list)):
        asked, (one, many) = _placeholders(message.id[-1]), message.string
        return _placeholders(many) == asked and set(_placeholders(one)) <= set(asked)
    return _placeholders(message.id) == _placeholders(message.string)


def _placeholders(text: str) -> list[str]:
    return sorted(set(_PLACEHOLDER.findall(text.replace("%%", ""))))


def _frozen(text: str | Sequence[str]) -> str | tuple[str, ...]:
    return text if isinstance(text, str) else tuple(text)


def _first(key: Key) -> str:
    return key[0] if isinstance(key[0], str) else key[0][0]


def _order(key: Key) -> tuple[str, str]:
    return _first(key), key[1] or ""


def _report(found: list[str]) -> int:
    for line in found:
        print(line)
    if found:
        print(f"{len(found)} texts need work; `mpaspor messages --update` brings the catalogue in line with the code.")
    return 1 if found else 0


def _report_merge(taken: int) -> None:
    missing = sum(line.startswith("untranslated") for line in faults())
    print(f"{CATALOGUE.relative_to(ROOT)}: {taken} taken over, {missing} untranslated.")
