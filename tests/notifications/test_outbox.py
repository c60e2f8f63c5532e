"""A message is kept with the fact it tells, or not at all; and every row says what became of it."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from mpaspor.audit.models import Entry
from mpaspor.core.clock import now
from mpaspor.notifications import delivery, jobs, outbox
from mpaspor.notifications.models import Message

pytestmark = pytest.mark.django_db


@dataclass
class File:
    """Whatever a message is about."""

    pk: int = 7
    reference: str = "7KQ2-M9XD"
    contact_email: str = "ratna@contoh.id"
    contact_name: str = "Ratna"
    language: str = "id"


class _Undone(Exception):
    """The fact did not come to be."""


def post(**changes: Any) -> Message:
    message = outbox.post("payments/lapsed", File(**changes), at=now(), amount="Rp650.000")
    assert message
    return message


def due() -> list[Any]:
    """The letters that wait for a worker."""
    return [job.args["message_id"] for job in ProcrastinateJob.objects.filter(task_name=jobs.send.name)]


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    def refuse(*_: Any) -> int:
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    return monkeypatch


def test_a_message_and_its_job_are_kept_with_the_fact() -> None:
    message = post()
    assert (message.state, message.context["name"]) == ("queued", "Ratna")
    assert due() == [message.pk]


@transaction.atomic
def an_act_that_fails() -> None:
    post()
    raise _Undone


def test_a_message_and_its_job_are_gone_with_the_fact() -> None:
    with pytest.raises(_Undone):
        an_act_that_fails()
    assert not Message.objects.exists()
    assert due() == []


def test_without_an_address_nothing_is_due() -> None:
    assert outbox.post("payments/lapsed", File(contact_email=""), at=now()) is None
    assert due() == []


def test_a_message_goes_out_once_and_says_so() -> None:
    message = post()
    jobs.send(message_id=message.pk)
    jobs.send(message_id=message.pk)
    message.refresh_from_db()
    assert (message.state, message.sent_at, message.attempts) == ("sent", now(), 1)
    assert len(mail.outbox) == 1
    assert mail.outbox[0].to == ["ratna@contoh.id"]
    assert Entry.objects.get(act="message.sent").application_id == 7


def test_a_message_the_server_did_not_take_keeps_the_reason(no_server: pytest.MonkeyPatch) -> None:
    message = post()
    delivery.deliver(message.pk, at=now())
    message.refresh_from_db()
    assert (message.state, message.error, message.attempts) == ("failed", "Connection unexpectedly closed", 1)
    assert message.sent_at is None


def test_what_failed_is_tried_again_when_its_wait_is_over(no_server: pytest.MonkeyPatch) -> None:
    message = post()
    again: list[int] = []
    delivery.deliver(message.pk, at=now())
    assert delivery.queue_again(at=now() + timedelta(minutes=1), defer=again.append) == 0
    assert delivery.queue_again(at=now() + timedelta(minutes=2), defer=again.append) == 1
    assert again == [message.pk]
    no_server.undo()
    delivery.deliver(message.pk, at=now() + timedelta(minutes=2))
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == ("sent", 2, "")


def test_the_wait_doubles_up_to_six_hours_and_outlasts_two_days() -> None:
    assert [delivery.wait_after(tries) // timedelta(minutes=1) for tries in (1, 2, 3, 8, 9, 19)] == [
        2, 4, 8, 256, 360, 360,
    ]  # fmt: skip
    assert sum((delivery.wait_after(tries) for tries in range(1, 20)), timedelta()) > timedelta(days=2)


def test_after_twenty_tries_it_stays_failed_for_everybody_to_see() -> None:
    message = post()
    Message.objects.update(state="failed", attempts=delivery.MOST_ATTEMPTS)
    assert delivery.queue_again(at=now() + timedelta(days=9), defer=lambda _: None) == 0
    message.refresh_from_db()
    assert message.state == "failed"


def test_a_message_whose_job_was_lost_gets_another() -> None:
    message = post()
    again: list[int] = []
    assert delivery.queue_again(at=now() + timedelta(minutes=9), defer=again.append) == 0
    later = now() + timedelta(minutes=11)
    assert delivery.queue_again(at=later, defer=again.append) == 1
    assert delivery.queue_again(at=later, defer=again.append) == 0
    message.refresh_from_db()
    assert (again, message.state) == ([message.pk], "queued")


def test_the_periodic_job_puts_letters_back_in_line() -> None:
    message = post()
    Message.objects.update(queued_at=now() - timedelta(hours=1))
    jobs.queue_letters_again(timestamp=0)
    assert due() == [message.pk, message.pk]


def test_a_message_reads_as_in_the_picture() -> None:
    post(contact_name="Ratna & Bagus <b>")
    delivery.deliver(Message.objects.get().pk, at=now())
    letter: Any = mail.outbox[0]
    page = letter.alternatives[0].content
    assert letter.subject == "Tagihan ditutup, isian Anda masih ada"
    assert "Halo Ratna & Bagus <b>," in letter.body
    assert "Ratna &amp; Bagus &lt;b&gt;" in page
    assert page.count("<tr>") >= 3
    assert 'href="http://127.0.0.1:8000/applications/7KQ2-M9XD"' in page
    assert "Buka permohonan Anda" in page
    assert page.index("Kami tidak pernah meminta") > page.index("saldo Anda")
