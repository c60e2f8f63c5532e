"""What one can press: buttons, the way back, papers to send, the desk's tabs and keys."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mpaspor.web.templatetags.drawing import icon as draw_icon
from mpaspor.web.templatetags.drawing import piece

register = template.Library()
CAPS = {"Escape": "Esc"}


@register.simple_tag
def button(label: object, **facts: object) -> SafeString:
    """`{% button _("Simpan dan lanjut") icon="arrow" %}`: a verb and its object.

    kind: filled, plain or foil (covers only); href makes it a link; small=True 44 px; off=True cannot be pressed, and
    the label says why; key="F9" shows and binds a desk key; lead_icon stands before the words; name, value, form,
    formaction, type as in HTML.
    """
    return piece(
        "button",
        label=label,
        kind=facts.pop("kind", "filled"),
        caps=[CAPS.get(cap, cap) for cap in str(facts.get("key", "")).split()],
        **facts,
    )


@register.simple_tag
def back(url: str, label: object) -> SafeString:
    """`{% back url label %}`: the only link with an arrow."""
    return format_html('<p class="back">{}<a href="{}">{}</a></p>', draw_icon("back"), url, label)


@register.simple_block_tag
def upload_row(content: str, title: object, state: str, *, sent: int = 0, size: int = 0, **facts: object) -> SafeString:
    """`{% upload_row title "clear" note= thumb= sent= size= %}acts{% endupload_row %}`.

    state: missing, sending, paused (with sent and size in bytes), clear, blurred, accepted, refused; thumb is the
    address of a small picture.
    """
    told = {"share": 100 * sent // size if size else 0, "sent": _megabytes(sent), "size": _megabytes(size)}
    return piece("upload_row", content=content, title=title, state=state, **told, **facts)


def _megabytes(count: int) -> float:
    return round(count / 1_000_000, 1)


@register.simple_block_tag
def advice(content: str, picture: str = "", alt: object = "") -> SafeString:
    """`{% advice picture=url alt= %}what is unreadable, how to hold the phone, acts{% endadvice %}` after an upload."""
    return piece("advice", content=content, picture=picture, alt=alt)


@register.simple_tag
def file_button(name: str, label: object, **facts: object) -> SafeString:
    """`{% file_button "file" _("Foto atau pilih berkas") id= accept= multiple= send= primary= %}` in a multipart form.

    The native file field and its submit, which disappears where scripts send by themselves.
    """
    return piece("file_button", name=name, label=label, **facts)


@register.simple_tag
def tab(label: object, url: str, count: int | None = None, *, current: bool = False) -> SafeString:
    """`{% tab _("Antrean") url count=118 current=True %}` in the desk's block `tabs`."""
    return piece("tab", label=label, url=url, count=count, current=current)


@register.simple_block_tag
def scroll(content: str, label: object) -> SafeString:
    """`{% scroll _("Antrean") %}<table class="table">…</table>{% endscroll %}`: a table in its panel at a desk."""
    return format_html(
        '<div class="panel flush scroll" tabindex="0" role="region" aria-label="{}">{}</div>', label, content
    )


@register.simple_tag
def key(*caps: str, word: object = "") -> SafeString:
    """`{% key "J" "K" word=_("turun, naik") %}` in the desk's block `keys`: the keys that work here."""
    return piece("key", caps=caps, word=word)


@register.simple_tag
def script(name: str) -> SafeString:
    """`{% script "mpaspor" %}`: one of our modules."""
    return format_html('<script type="module" src="{}"></script>', static(f"{name}.js"))
