"""Asking and answering: fields, choices, what went wrong, how far along, what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from mpaspor.web import widgets
from mpaspor.web.templatetags.drawing import piece

register = template.Library()
NATIVE = ("inputmode", "autocomplete", "spellcheck")


@register.simple_tag
def field(bound: BoundField, **options: object) -> SafeString:
    """`{% field form.name %}`: label, hint, what is wrong, native control.

    Options: label, hint, width (2 4 6 10 20 full), inputmode, autocomplete, spellcheck, suffix; heading=True makes the
    label the page's h1.
    """
    widget = bound.field.widget
    if widget.is_hidden:
        return bound.as_widget()
    facts = {
        "id": bound.auto_id,
        "name": bound.html_name,
        "label": options.get("label") or bound.label,
        "hint": options.get("hint") or bound.help_text,
        "errors": bound.errors,
        "optional": not bound.field.required and not options.get("heading"),
        "heading": options.get("heading", False),
        "suffix": options.get("suffix", ""),
    }
    told = {"hint": facts["hint"], "error": bound.errors}
    described = " ".join(f"{bound.auto_id}_{name}" for name, words in told.items() if words)
    return piece(f"field_{_kind(widget)}", **facts, described=described, **_control(bound, described, options))


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    return "date" if isinstance(widget, widgets.DateParts) else "input"


def _control(bound: BoundField, described: str, options: dict[str, object]) -> dict[str, object]:
    widget = bound.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return {"rows": [_row(one.data) for one in bound.subwidgets]}
    if isinstance(widget, widgets.DateParts):
        return {"parts": _date_parts(bound, widget)}
    attrs: dict[str, str | bool] = {name: str(options[name]) for name in NATIVE if name in options}
    if not isinstance(widget, forms.CheckboxInput):
        attrs["class"] = f"box w-{options['width']}" if "width" in options else "box"
    if described:
        attrs["aria-describedby"] = described
    return {"control": bound.as_widget(attrs=attrs)}


def _row(data: dict[str, Any]) -> dict[str, object]:
    label = data["label"]
    choice = label if isinstance(label, widgets.Choice) else widgets.Choice(label)
    return {
        "kind": data["type"],
        "id": data["attrs"].get("id", ""),
        "name": data["name"],
        "value": data["value"],
        "checked": data["selected"],
        "choice": choice,
    }


@dataclass(frozen=True)
class _Part:
    id: str
    name: str
    value: str
    label: str
    attrs: dict[str, Any]
    wrong: bool


def _date_parts(bound: BoundField, widget: widgets.DateParts) -> list[_Part]:
    """The small fields of a date; an error may name the one to blame with params={"part": "year"}."""
    drawn = widget.get_context(bound.html_name, bound.value(), {"id": bound.auto_id})["widget"]["subwidgets"]
    blamed = {(error.params or {}).get("part") for error in bound.errors.as_data()} if bound.errors else set()
    return [
        _Part(
            id=one["attrs"]["id"],
            name=one["name"],
            value=one["value"] or "",
            label=str(widgets.PART_LABELS[part]),
            attrs={key: one["attrs"][key] for key in ("inputmode", "maxlength", "autocomplete") if key in one["attrs"]},
            wrong=bool(blamed) and (part in blamed or blamed == {None}),
        )
        for part, one in zip(widget.parts, drawn, strict=True)
    ]


@register.simple_tag
def choice(  # noqa: PLR0913 (each is a word of the tag)
    name: str,
    value: object,
    label: str | Promise,
    *,
    hint: str | Promise = "",
    right: str | Promise = "",
    checked: bool = False,
    off: bool = False,
    key: str = "",
    kind: str = "radio",
) -> SafeString:
    """`{% choice "who" "self" _("Saya sendiri") hint= right= checked= off= key= kind="radio" %}`: one row by hand."""
    told = widgets.Choice(label, hint, right, off)
    row = {"kind": kind, "id": f"{name}_{value}", "name": name, "value": value, "checked": checked, "key": key}
    return piece("choice", row={**row, "choice": told})


@register.simple_tag
def hour_row(
    name: str, value: object, label: str, right: str | Promise, *, checked: bool = False, off: bool = False
) -> SafeString:
    """`{% hour_row "slot" slot.pk "09.00–10.00" "12 tempat" %}`; off=True: kept for others, `right` says for whom."""
    return choice(name, value, label, right=right, checked=checked, off=off)


@register.simple_tag
def progress(step: int, total: int, label: object = "") -> SafeString:
    """`{% progress 2 8 "Pertanyaan awal, untuk Ratna" %}`: full, nested (now) and pale tumpal; the words count."""
    shapes = ["full" if at < step else "now" if at == step else "pale" for at in range(1, total + 1)]
    drawn = [{"kind": shape, "x": at * 18} for at, shape in enumerate(shapes)]
    return piece("progress", step=step, total=total, label=label, shapes=drawn, width=total * 18 - 3)


@register.simple_tag
def saved(at: datetime | None, place: object = None, text: object = "") -> SafeString:
    """`{% saved saved_at zone text= %}`: what is kept, since when. Without a moment an empty note for autosave."""
    return piece("saved", at=at, zone=place, text=text)
