"""The text of a QRIS code: read, checked, built. EMVCo merchant-presented mode, with Indonesia's rules.

How a text is made of parts is `tlv`'s; what the parts must say is here. Both refuse with `Malformed`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mpaspor.gateways.qris import tlv
from mpaspor.gateways.qris.tlv import Element, Malformed

_NATIONAL = "51"
_DOMESTIC = range(26, 46)
_NATIONAL_DOMAIN = "ID.CO.QRIS.WWW"
_STATIC, _DYNAMIC = "11", "12"
_RUPIAH, _INDONESIA = "360", "ID"
_CRITERIA = {"UMI", "UKE", "UME", "UBE", "URE"}
_AMOUNT = re.compile(r"([0-9]{1,13})(?:\.0{0,2})?")
_PAN = re.compile(r"9360[0-9]{14,15}")
_NMID = re.compile(r"ID[0-9]{13}")


@dataclass(frozen=True, slots=True)
class Merchant:
    """How one switching network knows the merchant."""

    domain: str
    pan: str
    number: str
    criteria: str
    tag: str = "26"


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says. `amount` in whole rupiah, None where the payer types it."""

    is_dynamic: bool
    merchants: tuple[Merchant, ...]
    nmid: str
    criteria: str
    category: str
    amount: int | None
    name: str
    city: str
    postcode: str = ""
    bill_number: str = ""
    reference_label: str = ""
    terminal_label: str = ""


def check(text: str) -> Code:
    """What a code says, if it is a lawful QRIS code. Raises `Malformed`."""
    top = {element.name: element for element in tlv.read(text)}
    _same(top, "00", "01")
    initiation = _one_of(top, "01", {_STATIC, _DYNAMIC})
    _same(top, "53", _RUPIAH)
    _same(top, "58", _INDONESIA)
    national = _national(_required(top, _NATIONAL))
    merchants = tuple(_merchant(element) for name, element in top.items() if int(name) in _DOMESTIC)
    if not merchants:
        raise Malformed(len(text), "no merchant account (26 to 45)")
    amount = _amount(top.get("54"))
    if initiation == _DYNAMIC and amount is None:
        raise Malformed(len(text), "a dynamic code names its amount (54)")
    additional = _inner(top.get("62"))
    return Code(
        is_dynamic=initiation == _DYNAMIC,
        merchants=merchants,
        nmid=national["02"].value,
        criteria=national["03"].value,
        category=_shaped(top, "52", re.compile(r"[0-9]{4}")),
        amount=amount,
        name=_text(top, "59", 25),
        city=_text(top, "60", 15),
        postcode=_text(top, "61", 10) if "61" in top else "",
        bill_number=_value(additional, "01"),
        reference_label=_value(additional, "05"),
        terminal_label=_value(additional, "07"),
    )


def build(code: Code) -> str:
    """The text of a code. Raises `Malformed` if it would not pass `check`."""
    additional = {"01": code.bill_number, "05": code.reference_label, "07": code.terminal_label}
    parts = [
        ("00", "01"),
        ("01", _DYNAMIC if code.is_dynamic else _STATIC),
        *((merchant.tag, tlv.join(_merchant_parts(merchant))) for merchant in code.merchants),
        (_NATIONAL, tlv.join([("00", _NATIONAL_DOMAIN), ("02", code.nmid), ("03", code.criteria)])),
        ("52", code.category),
        ("53", _RUPIAH),
        ("54", "" if code.amount is None else str(code.amount)),
        ("58", _INDONESIA),
        ("59", code.name),
        ("60", code.city),
        ("61", code.postcode),
        ("62", tlv.join(additional.items())),
    ]
    text = tlv.join(parts) + tlv.CHECKSUM_HEAD
    text += tlv.checksum(text)
    check(text)
    return text


def _inner(element: Element | None) -> dict[str, Element]:
    if element is None:
        return {}
    return {part.name: part for part in tlv.parts(element.value, element.offset + 4)}


def _national(element: Element) -> dict[str, Element]:
    inner = _inner(element)
    if _required(inner, "00", element).value != _NATIONAL_DOMAIN:
        raise Malformed(inner["00"].offset, f"not {_NATIONAL_DOMAIN}")
    if not _NMID.fullmatch(_required(inner, "02", element).value):
        raise Malformed(inner["02"].offset, "no national merchant number (ID and 13 digits)")
    _check_criteria(_required(inner, "03", element))
    return inner


def _merchant(element: Element) -> Merchant:
    inner = _inner(element)
    pan = _required(inner, "01", element)
    if not _PAN.fullmatch(pan.value):
        raise Malformed(pan.offset, "no merchant PAN (9360 and 14 or 15 digits)")
    _check_criteria(_required(inner, "03", element))
    domain = _required(inner, "00", element).value
    return Merchant(domain, pan.value, _value(inner, "02"), inner["03"].value, element.name)


def _merchant_parts(merchant: Merchant) -> list[tuple[str, str]]:
    return [("00", merchant.domain), ("01", merchant.pan), ("02", merchant.number), ("03", merchant.criteria)]


def _check_criteria(element: Element) -> None:
    if element.value not in _CRITERIA:
        raise Malformed(element.offset, "unknown merchant criteria")


def _amount(element: Element | None) -> int | None:
    if element is None:
        return None
    match = _AMOUNT.fullmatch(element.value)
    if match is None or not int(match[1]):
        raise Malformed(element.offset, "no amount in whole rupiah")
    return int(match[1])


def _required(elements: dict[str, Element], name: str, within: Element | None = None) -> Element:
    if name not in elements:
        raise Malformed(within.offset if within else 0, f"{name} is missing")
    return elements[name]


def _same(elements: dict[str, Element], name: str, value: str) -> None:
    _one_of(elements, name, {value})


def _one_of(elements: dict[str, Element], name: str, values: set[str]) -> str:
    element = _required(elements, name)
    if element.value not in values:
        raise Malformed(element.offset, f"{name} is not {' or '.join(sorted(values))}")
    return element.value


def _shaped(elements: dict[str, Element], name: str, pattern: re.Pattern[str]) -> str:
    element = _required(elements, name)
    if not pattern.fullmatch(element.value):
        raise Malformed(element.offset, f"{name} has another form")
    return element.value


def _text(elements: dict[str, Element], name: str, longest: int) -> str:
    element = _required(elements, name)
    if len(element.value) > longest or not element.value.isprintable():
        raise Malformed(element.offset, f"{name} is longer than {longest}, or not printable")
    return element.value


def _value(elements: dict[str, Element], name: str) -> str:
    return elements[name].value if name in elements else ""
