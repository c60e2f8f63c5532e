"""Coming in by the front door, as a person does: an address, the code in the mail, an officer's code on the phone."""

from __future__ import annotations

import re
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import encrypt
from django.core import mail
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.core.clock import now

# What the test client gives back has more to it than its name says.
Answer = Any
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
RATNA = {
    "full_name": "Ratna  Wulandari",
    "email": "Ratna@Contoh.id",
    "phone": "0812 3456 7890",
    "privacy": "on",
}


def last_code() -> str:
    """The six digits of the newest letter."""
    found = re.search(r"\b\d{6}\b", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[0]


def ask(client: Client, email: str, onward: str = "") -> Answer:
    return client.post("/sign-in", {"email": email, **({"next": onward} if onward else {})})


def enter(client: Client, code: str, page: str = "/sign-in/code", **more: str) -> Answer:
    return client.post(page, {"action": "verify", "code": code, **more})


def sign_in(client: Client, user: User) -> Answer:
    """As far as the code in the mail leads."""
    ask(client, user.email)
    return enter(client, last_code())


def wrong(code: str) -> str:
    """Six other digits."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def install_app(user: User) -> None:
    """The officer has the security app, with KEY in it."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(KEY)})


def app_code(key: str = KEY, steps: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    step = int(now().timestamp()) // 30 + steps
    return str(auth.format_hotp_value(auth.hotp_value(key, step)))


def who(client: Client) -> str:
    """Who is signed in on this browser."""
    return str(client.session.get("_auth_user_id", ""))
