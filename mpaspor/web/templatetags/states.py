"""Where a file stands: tags, timeline, ticket, countdown, trail."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mpaspor.core import clock
from mpaspor.core import qr as qr_codes
from mpaspor.web.templatetags import vocabulary
from mpaspor.web.templatetags.drawing import piece
from mpaspor.web.templatetags.telling import threes, zone_of

register = template.Library()
LAST_CALL = timedelta(minutes=10)


@register.simple_tag
def tag(kind: str, word: object) -> SafeString:
    """`{% tag "look" "Belum lengkap" %}`: mark and one to three words; only for states."""
    return piece("tag", kind=kind, word=word)


@register.simple_tag
def state_tag(record: object, state: str = "") -> SafeString:
    """`{% state_tag bill %}` or `{% state_tag "bill" "due" %}`: the tag from the vocabulary."""
    words = vocabulary.words(record, state)
    return tag(words.mark, words.tag)


@register.filter
def state_word(record: object) -> str:
    """The word alone: Belum lengkap."""
    return str(vocabulary.words(record).tag)


@register.simple_tag
def state_sentence(record: object, state: str = "", **facts: object) -> str:
    """`{% state_sentence bill amount=… hour=… as sentence %}`: the sentence for a cover."""
    return str(vocabulary.words(record, state).sentence) % facts


@register.simple_block_tag
def step(content: str, kind: str, title: object) -> SafeString:
    """`{% step "done" title %}time, place{% endstep %}` in `<ol class="timeline">`: done, now, next, look or wrong."""
    return piece("step", kind=kind, title=title, content=content)


@register.simple_block_tag
def ticket(content: str, **facts: object) -> SafeString:
    """`{% ticket number= number_label= day= window= come= qr= code= code_note= %}facts{% endticket %}`."""
    return piece("ticket", content=content, **facts)


@register.simple_tag
def qr(text: str, label: object = "") -> SafeString:
    """`{% qr text label=… %}`: a code of 176 px, dark on white in both schemes, with its quiet zone."""
    drawn = mark_safe(qr_codes.svg(text))  # noqa: S308 (drawn by us, holds only numbers)
    return format_html('<div class="qr-box" role="img" aria-label="{}">{}</div>', label or "QR", drawn)


@register.simple_tag
def countdown(until: datetime, started: datetime, place: object, now: datetime | None = None) -> SafeString:
    """`{% countdown bill.expires_at bill.created_at office %}`: the date, what is left, a bar; never seconds."""
    at = now or clock.now()
    whole = max(1, int((until - started).total_seconds()))
    left = max(0, int((until - at).total_seconds()))
    return piece(
        "countdown",
        until=until,
        now=at,
        zone=zone_of(place),
        whole=whole,
        left=min(left, whole),
        over=left == 0,
        short=until - at <= LAST_CALL,
        last_call=int(LAST_CALL.total_seconds()),
    )


@register.simple_tag
def meter(value: int, highest: int, label: object) -> SafeString:
    """`{% meter 2960 4218 _("Nomor yang sudah dilayani") %}`: a native bar, foil on covers."""
    return format_html('<progress class="meter" value="{}" max="{}" aria-label="{}"></progress>', value, highest, label)


@register.simple_tag
def code_copy(code: str) -> SafeString:
    """`{% code_copy bill.code %}`: the code in threes, with a button to copy it where scripts run."""
    return piece("code_copy", code=code, threes=threes(code))


TRAIL_ICONS = {
    "seen": "eye", "changed": "pencil", "machine": "machine", "person": "person", "device": "device",
    "finger": "finger", "done": "check", "money": "check", "file": "file", "printer": "printer",
    "passport": "passport", "mail": "mail",
}  # fmt: skip


@register.simple_tag
def trail_entry(kind: str, title: object, **facts: object) -> SafeString:
    """`{% trail_entry "seen" title who= when= why= old= new= %}` inside `<ol class="trail">`."""
    return piece("trail_entry", icon_name=TRAIL_ICONS[kind], title=title, **facts)


@register.simple_block_tag
def notice(content: str, kind: str, title: object, icon: str = "") -> SafeString:
    """`{% notice "good" title icon= %}two lines{% endnotice %}`: good, info, wait, bad. One on a page, two at most."""
    usual = {"good": "check", "info": "info", "wait": "warning", "bad": "warning"}[kind]
    return piece("notice", kind=kind, title=title, icon_name=icon or usual, content=content)


@register.simple_block_tag
def cover(content: str, title: object, **facts: object) -> SafeString:
    """`{% cover title small= mark= number= number_label= %}lead, one button or meter{% endcover %}`."""
    return piece("cover", title=title, content=content, **facts)
