"""Asking and answering: fields, choices, what went wrong, how far along, what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mpaspor.web import widgets
from mpaspor.web.templatetags.drawing import piece

register = template.Library()
LONGEST_REPEAT = 60


@register.simple_tag
def field(bound: BoundField, **options: Any) -> SafeString:
    """`{% field form.name %}`: label, hint, what is wrong, native control.

    Options: label, hint, width (2 4 6 10 20 full), inputmode, autocomplete, spellcheck, suffix; heading=True makes the label the page's h1.
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
    described = " ".join(
        part for part in (facts["hint"] and f"{bound.auto_id}_hint", bound.errors and f"{bound.auto_id}_error") if part
    )
    return piece(f"field_{_kind(widget)}", **facts, described=described, **_control(bound, described, options))


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    return "date" if isinstance(widget, widgets.DateParts) else "input"


def _control(bound: BoundField, described: str, options: dict[str, Any]) -> dict[str, Any]:
    widget = bound.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return {"rows": [_row(one.data) for one in bound.subwidgets]}
    if isinstance(widget, widgets.DateParts):
        return {"parts": _date_parts(bound, widget)}
    attrs = {name: options[name] for name in ("inputmode", "autocomplete", "spellcheck") if name in options}
    attrs["class"] = f"box w-{options['width']}" if "width" in options else "box"
    if described:
        attrs["aria-describedby"] = described
    if isinstance(widget, forms.CheckboxInput):
        attrs["class"] = ""
    return {"control": bound.as_widget(attrs=attrs)}


def _row(data: dict[str, Any]) -> dict[str, Any]:
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
def error_summary(*forms_with_errors: Any) -> SafeString:
    """`{% error_summary form %}` above the heading: counts what is wrong, takes the focus, leads to each field and repeats what was typed."""
    lines = [line for form in forms_with_errors for line in _error_lines(form)]
    return piece("error_summary", lines=lines, count=len(lines)) if lines else SafeString("")


def _error_lines(form: forms.BaseForm) -> list[dict[str, Any]]:
    if not form.errors:
        return []
    lines = [{"text": message, "href": ""} for message in form.non_field_errors()]
    for name, errors in form.errors.as_data().items():
        if name in form.fields:
            lines.append(_error_line(form[name], errors[0]))
    return lines


def _error_line(bound: BoundField, error: forms.ValidationError) -> dict[str, Any]:
    told = error.params or {}
    typed = _typed(bound, told.get("part", ""))
    said = told.get("summary") or str(bound.label).rstrip("?.:")
    if not typed:
        typed = _("belum dicentang") if isinstance(bound.field.widget, forms.CheckboxInput) else _("belum diisi")
    return {"text": f"{said}: {typed}", "href": f"#{_first_id(bound, told.get('part', ''))}"}


def _typed(bound: BoundField, part: str) -> str:
    """What the person wrote, as short as a line can be; of a date, only the part to blame."""
    value = bound.value()
    if isinstance(bound.field.widget, widgets.DateParts):
        parts = dict(zip(bound.field.widget.parts, bound.field.widget.decompress(value), strict=True))
        value = parts.get(part) or "-".join(filter(None, parts.values()))
    elif isinstance(value, bool | list) or isinstance(bound.field.widget, forms.PasswordInput):
        value = ""
    elif isinstance(bound.field, forms.ChoiceField):
        value = dict(bound.field.choices).get(value, "")
    text = str(value or "")
    return text if len(text) <= LONGEST_REPEAT else f"{text[:LONGEST_REPEAT]}…"


def _first_id(bound: BoundField, part: str) -> str:
    """The id of the control to go to: of a group its first, of a date the part to blame."""
    if _kind(bound.field.widget) in {"input", "tick"}:
        return bound.auto_id
    parts = getattr(bound.field.widget, "parts", ())
    return f"{bound.auto_id}_{parts.index(part) if part in parts else 0}"


@register.simple_tag
def choice(name: str, value: object, label: object, **facts: Any) -> SafeString:
    """`{% choice "who" "self" _("Saya sendiri") hint= right= checked= off= key= kind="radio" %}`: one row by hand."""
    row = {
        "kind": facts.get("kind", "radio"),
        "id": f"{name}_{value}",
        "name": name,
        "value": value,
        "checked": facts.get("checked", False),
        "key": facts.get("key", ""),
        "choice": widgets.Choice(label, facts.get("hint", ""), facts.get("right", ""), facts.get("off", False)),
    }
    return piece("choice", row=row)


@register.simple_tag
def hour_row(name: str, value: object, label: str, right: object, *, checked: bool = False, off: bool = False) -> SafeString:
    """`{% hour_row "slot" slot.pk "09.00–10.00" "12 tempat" %}`; off=True: kept for others, and `right` says for whom."""
    return choice(name, value, label, right=right, checked=checked, off=off)


@register.simple_tag
def progress(step: int, total: int, label: object = "") -> SafeString:
    """`{% progress 2 8 "Pertanyaan awal, untuk Ratna" %}`: full, nested (now) and pale tumpal; the words count."""
    shapes = ["full" if at < step else "now" if at == step else "pale" for at in range(1, total + 1)]
    drawn = [{"kind": shape, "x": at * 18} for at, shape in enumerate(shapes)]
    return piece("progress", step=step, total=total, label=label, shapes=drawn, width=total * 18 - 3)


@register.simple_tag
def saved(at: datetime | None, place: Any = None, text: object = "") -> SafeString:
    """`{% saved saved_at zone %}`: what is kept, and since when. Without a moment an empty note that saving will fill."""
    return piece("saved", at=at, zone=place, text=text)
