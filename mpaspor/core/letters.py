"""A letter in two forms: the text as it was written, and the page drawn from that same text.

Blocks of the text are parted by an empty line. A block of "Label: value" lines is a list of facts; an address alone on
its line, or after "Words: ", is the button; the last block is the foot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

_FACT = re.compile(r"(?P<label>[^:\n]{1,40}): (?P<value>\S.*)")
_BUTTON = re.compile(r"(?:(?P<words>[^:\n]{1,40}): )?(?P<url>https?://\S+)")


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the list."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between two empty lines: words, facts, or a button (url)."""

    text: str = ""
    facts: list[Fact] = field(default_factory=list)
    url: str = ""


def compose(subject: str, text: str, to: str) -> EmailMultiAlternatives:
    """The letter, ready to be sent."""
    subject, text = " ".join(subject.split()), text.strip()
    letter = EmailMultiAlternatives(subject=subject, body=text, to=[to])
    letter.attach_alternative(page(subject, text), "text/html")
    return letter


def page(subject: str, text: str) -> str:
    """The letter as a mail program shows it, in the active language."""
    *body, foot = blocks(text)
    return render_to_string("mail/layout.html", {"subject": subject, "blocks": body, "foot": foot.text})


def blocks(text: str) -> list[Block]:
    """The blocks of the text, in its order."""
    parts = re.split(r"\n\s*\n", text.strip())
    return [_block(part.strip()) for part in parts]


def _block(part: str) -> Block:
    button = _BUTTON.fullmatch(part)
    if button:
        return Block(text=button["words"] or "", url=button["url"])
    facts = [_FACT.fullmatch(line) for line in part.splitlines()]
    if all(facts):
        return Block(facts=[Fact(fact["label"], fact["value"]) for fact in facts if fact])
    return Block(text=part)
