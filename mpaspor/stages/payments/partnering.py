"""Letting a bank in, and changing what it is known by: two keys or secrets during a change, and never none."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import secrets
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.gateways.snap import codes, signing
from mpaspor.stages.payments import partners
from mpaspor.stages.payments.models import BankPartner

# What banks want to hear of a bill whose time is over.
EXPIRED_CODES = ("4042419", "4032400")
AT_A_TIME = 2
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,35}")
_SERVICE_ID = re.compile(r"[0-9]{1,8}")


class KnownAlready(Exception):
    """Another bank has this name or client key."""


class WrongForm(Exception):
    """A value cannot be right; the message names the field, then says the value."""


class TwoInUse(Exception):
    """There are two already: the older one has to be retired first."""


class NotInUse(Exception):
    """No key or secret of this mark is in use (any more)."""


class LastOne(Exception):
    """Nothing would be left to know the bank by; shut it out instead."""


def admit(code: str, *, by: User, at: datetime, **facts: Any) -> BankPartner:
    """A new bank, shut out until it is opened. `facts` are its columns. Raises `WrongForm`, `KnownAlready`."""
    partner = BankPartner(code=code, is_active=False, changed_at=at, **facts)
    _check(partner)
    try:
        with transaction.atomic():
            partner.save(force_insert=True)
            told = {name: str(facts[name]) for name in ("client_key", "service_id", "expired_code") if name in facts}
            trail.write(partner, "bankpartner.admitted", by=by, at=at, new={"code": code, **told})
    except IntegrityError as taken:
        raise KnownAlready(code) from taken
    return partner


def change(partner: BankPartner, *, by: User, at: datetime, **facts: Any) -> None:
    """Name, networks, the code of late bills, or how we reach it. Raises `WrongForm`."""
    with transaction.atomic():
        row = _locked(partner)
        old = {name: getattr(row, name) for name in facts if getattr(row, name) != facts[name]}
        for name in old:
            setattr(row, name, facts[name])
        _check(row)
        if old:
            new = {name: facts[name] for name in old}
            _keep(row, "bankpartner.changed", by=by, at=at, old=_without_secrets(old), new=_without_secrets(new))


def open_to(partner: BankPartner, *, by: User, at: datetime) -> None:
    """Its calls are judged from now on."""
    _set_active(partner, by=by, at=at, is_active=True)


def shut_out(partner: BankPartner, *, by: User, at: datetime) -> None:
    """Its calls are refused from now on, and its tokens with them."""
    _set_active(partner, by=by, at=at, is_active=False)


@transaction.atomic
def add_key(partner: BankPartner, pem: str, *, by: User, at: datetime) -> None:
    """One more public key, in PEM. Raises `WrongForm`, `TwoInUse`."""
    pem = "\n".join(line.strip() for line in pem.strip().splitlines())
    try:
        signing.check_public_key(pem)
    except signing.UnusableKey as unusable:
        raise WrongForm("public_key", pem[:40]) from unusable
    row = _locked(partner)
    row.public_keys = _with(row.public_keys, pem)
    _keep(row, "bankpartner.key_added", by=by, at=at, new={"key": mark(pem)})


@transaction.atomic
def retire_key(partner: BankPartner, which: str, *, by: User, at: datetime) -> None:
    """The public key of this mark is believed no more. Raises `NotInUse`, `LastOne`."""
    row = _locked(partner)
    row.public_keys = _without(row.public_keys, which)
    _keep(row, "bankpartner.key_retired", by=by, at=at, old={"key": which})


@transaction.atomic
def draw_secret(partner: BankPartner, *, by: User, at: datetime) -> str:
    """One more shared secret; told here once, and never again. Raises `TwoInUse`."""
    drawn = secrets.token_urlsafe(32)
    row = _locked(partner)
    row.secrets = _with(row.secrets, drawn)
    _keep(row, "bankpartner.secret_drawn", by=by, at=at, new={"secret": mark(drawn)})
    return drawn


@transaction.atomic
def retire_secret(partner: BankPartner, which: str, *, by: User, at: datetime) -> None:
    """The secret of this mark is believed no more. Raises `NotInUse`, `LastOne`."""
    row = _locked(partner)
    row.secrets = _without(row.secrets, which)
    _keep(row, "bankpartner.secret_retired", by=by, at=at, old={"secret": which})


def mark(text: str) -> str:
    """Twelve digits that name a key or a secret, and tell nothing of it."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@transaction.atomic
def _set_active(partner: BankPartner, *, by: User, at: datetime, is_active: bool) -> None:
    row = _locked(partner)
    row.is_active = is_active
    _keep(row, "bankpartner.opened" if is_active else "bankpartner.shut_out", by=by, at=at)


def _locked(partner: BankPartner) -> BankPartner:
    return BankPartner.objects.select_for_update().get(pk=partner.pk)


def _keep(row: BankPartner, act: str, *, by: User, at: datetime, **facts: Any) -> None:
    row.changed_at = at
    row.save()
    trail.write(row, act, by=by, at=at, **facts)
    transaction.on_commit(partners.forget)


def _with(kept: list[str], new: str) -> list[str]:
    if new in kept:
        return kept
    if len(kept) >= AT_A_TIME:
        raise TwoInUse
    return [new, *kept]


def _without(kept: list[str], which: str) -> list[str]:
    left = [one for one in kept if mark(one) != which]
    if left == kept:
        raise NotInUse(which)
    if not left:
        raise LastOne
    return left


def _without_secrets(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: mark(value) if name == "our_secret" else value for name, value in facts.items()}


def _check(partner: BankPartner) -> None:
    wrong = {
        "code": not _NAME.fullmatch(partner.code),
        "client_key": not partner.client_key.isprintable() or not partner.client_key.isascii(),
        "service_id": not _SERVICE_ID.fullmatch(partner.service_id),
        "expired_code": not _is_known(partner.expired_code),
        "networks": not all(map(_is_network, partner.networks)),
        "url": bool(partner.url) and not re.fullmatch(r"https?://[^\s]+", partner.url),
    }
    for name in (name for name, is_wrong in wrong.items() if is_wrong):
        raise WrongForm(name, str(getattr(partner, name)))


def _is_known(code: str) -> bool:
    try:
        codes.case_of(code)
    except codes.UnknownCode:
        return False
    return True


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True
