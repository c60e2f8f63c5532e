"""Six marks, the icons and the brand, drawn by us as inline SVG; and the one way a part finds its template."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

MARKS = {
    "done": '<circle cx="10" cy="10" r="9"/><path class="cut" d="m6 10.3 2.8 2.8L14.2 7.5"/>',
    "now": '<path d="M10 .5 19.5 10 10 19.5.5 10z"/><path class="heart" d="M10 6.2 13.8 10 10 13.8 6.2 10z"/>',
    "next": '<circle class="line" cx="10" cy="10" r="7"/>',
    "look": '<path class="line" d="M10 2 18 10l-8 8-8-8z"/>',
    "wrong": '<rect x="1.5" y="1.5" width="17" height="17" rx="2.5"/><path class="cut" d="M10 5.4v5.4M10 14.2v.4"/>',
    "remark": '<circle cx="10" cy="10" r="4.6"/>',
}
MARK_NAMES = tuple(MARKS)

ICONS = {
    "arrow": "M4 12h15m-6-6 6 6-6 6",
    "back": "M20 12H5m6-6-6 6 6 6",
    "camera": "M4 8h3l1.6-2.5h6.8L17 8h3v11H4zM12 16.2a3.1 3.1 0 1 0 0-6.2 3.1 3.1 0 0 0 0 6.2z",
    "lock": "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    "clock": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zm0-14v5l3.4 2",
    "check": "m4.5 12.6 4.9 4.9L19.5 7",
    "pin": "M12 21.5s6.8-6.3 6.8-11.7a6.8 6.8 0 1 0-13.6 0c0 5.4 6.8 11.7 6.8 11.7z"
    "m0-9.2a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
    "person": "M12 11.2a3.9 3.9 0 1 0 0-7.8 3.9 3.9 0 0 0 0 7.8zM4.8 21a7.2 7.2 0 0 1 14.4 0",
    "copy": "M9 9h10v11H9zM15.5 9V5h-10v11H9",
    "download": "M12 4v11.5m-5-5 5 5 5-5M4.5 20h15",
    "eye": "M2.5 12S6 5.8 12 5.8s9.5 6.2 9.5 6.2-3.5 6.2-9.5 6.2S2.5 12 2.5 12z"
    "M12 14.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6z",
    "pencil": "m5 19 .8-3.8L16.2 4.8l3 3L8.8 18.2zM14 7l3 3",
    "machine": "M4 5h16v11H4zM8 9h8m-8 3h5m-4 4v3.5h6V16",
    "device": "M7.5 3h9v18h-9zM11 18h2",
    "finger": "M6.3 17.5c-.6-1.6-.9-3.4-.9-5.3a6.6 6.6 0 0 1 13.2 0c0 2.2-.3 4.2-.9 6"
    "M8.9 20c-.7-2.2-1-4.8-1-7.8a4.1 4.1 0 0 1 8.2 0c0 3-.3 5.6-1 8M12 12v2.3c0 2.4-.2 4.5-.6 6.4",
    "warning": "M12 4 2.8 20h18.4zM12 10v4.5m0 2.6v.3",
    "info": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zm0-10v5.5m0-8.9v.3",
    "search": "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zm4.7-1.8L20.5 20.5",
    "plus": "M12 5v14M5 12h14",
    "file": "M6 3h8l4.5 4.5V21H6zM14 3v4.5h4.5M9 12.5h6.5M9 16.5h6.5",
    "mail": "M3.5 6h17v12.5h-17zM3.5 7l8.5 6.5L20.5 7",
    "calendar": "M4 6h16v14.5H4zM4 10.5h16M8.5 3v5m7-5v5",
    "passport": "M5.5 3h13v18h-13zM12 13.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM9 17.5h6",
    "printer": "M7 9V4h10v5M7 16.5H4V9h16v7.5h-3M7 14h10v6.5H7z",
    "key": "M8 15.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zm3.5-3.5h9v3.5m-3.5-3.5v2.5",
    "close": "m6 6 12 12M18 6 6 18",
}


def piece(name: str, /, **facts: object) -> SafeString:
    """The component `name` filled with facts."""
    return render_to_string(f"components/{name}.html", facts)


@register.simple_tag
def mark(kind: str, size: int = 20) -> SafeString:
    """`{% mark "done" %}`: done, now, next, look, wrong or remark. 20 px beside text, 14 in tags, 23 in timelines."""
    return format_html(
        '<svg class="mark {}" viewBox="0 0 20 20" width="{}" height="{}" aria-hidden="true">{}</svg>',
        kind,
        size,
        size,
        mark_safe(MARKS[kind]),  # noqa: S308 (a constant of this file)
    )


@register.simple_tag
def icon(name: str, size: int = 22) -> SafeString:
    """`{% icon "arrow" %}`: a line drawing in the colour of the text. Never alone: words stand beside it."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="{}" height="{}" aria-hidden="true"><path d="{}"/></svg>',
        size,
        size,
        ICONS[name],
    )


@register.simple_tag
def brand() -> SafeString:
    """The mark of the service: a passport with a diamond of cloth. No emblem of the state."""
    return mark_safe(
        '<svg class="brand-mark" viewBox="0 0 24 28" width="24" height="28" aria-hidden="true">'
        '<rect x="1" y="1" width="22" height="26" rx="3.5"/><path d="m12 5.2 5.8 8.8L12 22.8 6.2 14z"/>'
        '<path class="heart" d="m12 10.6 2.3 3.4-2.3 3.4L9.7 14z"/></svg>'
    )
