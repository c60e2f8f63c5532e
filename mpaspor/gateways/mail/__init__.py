"""Letters. They leave as any Django mail does, by SMTP; the demonstration's post office is here, and what it received.

A letter handed over is only handed over: nobody may say it was read.
"""

from __future__ import annotations

from mpaspor.gateways import wiring
from mpaspor.gateways.mail.client import MailboxClient, PostOffice
from mpaspor.gateways.mail.port import Mailbox


def post_office() -> PostOffice:
    """The SMTP server Django's settings name, to ask whether it answers."""
    return PostOffice()


def mailbox() -> Mailbox:
    """The demonstration's mailbox, in which all letters end."""
    section = wiring.Section("mailbox")
    return MailboxClient(section.text("url"), timeout=section.timeout)
