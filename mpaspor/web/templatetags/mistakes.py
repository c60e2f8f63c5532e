"""What went wrong, told once above the heading: a count, and a way to each field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mpaspor.web import widgets
from mpaspor.web.templatetags.drawing import piece

register = template.Library()
LONGEST_REPEAT = 60
GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.simple_tag
def error_summary(*asked: forms.BaseForm) -> SafeString:
    """`{% error_summary form %}`: counts what is wrong, takes the focus, leads to each field, repeats what was typed.

    A line is "label: typed". A refusal may say more: ValidationError(how, params={"summary": what, "part": "year"}).
    """
    lines = [line for form in asked for line in _error_lines(form)]
    return piece("error_summary", lines=lines, count=len(lines)) if lines else SafeString("")


def _error_lines(form: forms.BaseForm) -> list[dict[str, str]]:
    if not form.errors:
        return []
    lines = [{"text": str(message), "href": ""} for message in form.non_field_errors()]
    for name, errors in form.errors.as_data().items():
        if name in form.fields:
            lines.append(_error_line(form[name], errors[0]))
    return lines


def _error_line(bound: BoundField, error: forms.ValidationError) -> dict[str, str]:
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
        value = _label(bound.field, value)
    text = str(value or "")
    return text if len(text) <= LONGEST_REPEAT else f"{text[:LONGEST_REPEAT]}…"


def _label(field: forms.ChoiceField, value: object) -> object:
    choices = cast("Iterable[tuple[object, object]]", field.choices)
    return next((label for key, label in choices if str(key) == str(value)), "")


def _first_id(bound: BoundField, part: str) -> str:
    """The id of the control to go to: of a group its first, of a date the part to blame."""
    widget = bound.field.widget
    if isinstance(widget, widgets.DateParts):
        return f"{bound.auto_id}_{widget.parts.index(part) if part in widget.parts else 0}"
    return f"{bound.auto_id}_0" if isinstance(widget, GROUPS) else bound.auto_id
