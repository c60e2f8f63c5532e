"""Every message anybody posts has its words, says nothing it was not told, and is read in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.utils import translation

import mpaspor
from mpaspor.core import letters
from mpaspor.core.clock import now
from mpaspor.notifications import delivery
from mpaspor.notifications.models import Message

HOUSE = Path(mpaspor.__file__).parent
WORDS = HOUSE / "templates" / "mail"
KIND = re.compile(r"[a-z_]+/[a-z_]+")
ALWAYS = {"reference", "name", "address"}
NAMED = re.compile(r"\{\{\s*(\w+)|\{% (?:el)?if (\w+)")
BOUND = re.compile(r"(?:with|asvar)\s+([^%]*)%}")


@dataclass
class Posted:
    """What one module posts: the kinds it names, and the facts it gives with them."""

    kinds: set[str] = field(default_factory=set)
    facts: set[str] = field(default_factory=set)


def posted_by(source: str) -> Posted:
    """The kinds a module posts; where a kind is put together, its parts are the words handed to the function."""
    found = Posted()
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    handed = {str(a.value) for call in calls for a in call.args if isinstance(a, ast.Constant)}
    beginnings = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KIND.fullmatch(node.value):
            found.kinds.add(node.value)
        elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            beginnings.add(str(node.values[0].value))
        elif isinstance(node, ast.keyword | ast.arg):
            found.facts.add(str(node.arg))
        elif isinstance(node, ast.Dict):
            found.facts |= {str(key.value) for key in node.keys if isinstance(key, ast.Constant)}
    found.kinds |= {start + word for start in beginnings for word in handed if KIND.fullmatch(start + word)}
    return found


def posting_modules() -> Iterator[Posted]:
    for path in sorted(HOUSE.rglob("*.py")):
        source = path.read_text()
        if "outbox.post(" in source:
            yield posted_by(source)


def kinds() -> list[str]:
    return sorted(str(path.relative_to(WORDS).with_suffix("")) for path in WORDS.rglob("*.txt"))


def facts_of(kind: str) -> set[str]:
    """What the words ask for."""
    source = (WORDS / f"{kind}.txt").read_text()
    bound = {name for told in BOUND.findall(source) for name in re.findall(r"(\w+)=", told)}
    named = {first or second for first, second in NAMED.findall(source)}
    return {name for name in named if name} - bound


def test_every_message_posted_has_its_words() -> None:
    posted: set[str] = set()
    for module in posting_modules():
        posted |= module.kinds
    assert posted - set(kinds()) == set()
    assert set(kinds()) - posted == set()


def test_no_message_asks_for_a_fact_nobody_gives() -> None:
    modules = list(posting_modules())
    unknown = {
        kind: missing
        for kind in kinds()
        if (missing := facts_of(kind) - ALWAYS - set().union(*(m.facts for m in modules if kind in m.kinds)))
    }
    assert unknown == {}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", kinds())
def test_a_message_reads_well(kind: str, language: str) -> None:
    facts: dict[str, object] = dict.fromkeys(facts_of(kind), "CONTOH")
    facts |= {"reference": "7KQ2-M9XD", "name": "Ratna", "people": ["Ratna", "Bagus"], "working_days": 4}
    message = Message(kind=kind, language=language, address="ratna@contoh.id", context=facts, queued_at=now())
    letter = delivery.render(message)
    body = str(letter.body)
    assert 10 < len(letter.subject) <= 90
    assert "{" not in letter.subject + body
    assert "Halo Ratna," in body or language == "en"
    *told, foot = letters.blocks(body)
    assert sum(bool(block.url) for block in told) == 1, "one button"
    assert any(block.facts for block in told), "the facts"
    assert not foot.facts
    assert not foot.url
    page = str(letter.alternatives[0][0])
    assert f'<html lang="{language}">' in page
    assert not re.search(r"<img|<script|<link", page)


def test_a_kind_put_together_is_found() -> None:
    source = """
def lapsed(bill): _post("lapsed", bill)
def _post(kind, bill): outbox.post(f"payments/{kind}", bill, amount=1)
"""
    found = posted_by(source)
    assert found.kinds == {"payments/lapsed"}
    assert "amount" in found.facts


def test_blocks_are_told_apart() -> None:
    text = "Halo Ratna,\n\nDi mana: Denpasar\nKapan: 09:00 WITA\n\nBuka: https://contoh.id/a\n\nhttps://contoh.id/b\n\nKaki."
    found = letters.blocks(text)
    assert [bool(block.facts) for block in found] == [False, True, False, False, False]
    assert [fact.value for fact in found[1].facts] == ["Denpasar", "09:00 WITA"]
    assert [(block.text, block.url) for block in found[2:4]] == [
        ("Buka", "https://contoh.id/a"),
        ("", "https://contoh.id/b"),
    ]
    with translation.override("id"):
        assert "Kaki." in letters.page("Judul", text)
