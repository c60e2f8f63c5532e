from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from smtplib import SMTP

import httpx
import pytest
from django.core.mail import EmailMultiAlternatives
from pytest_django.fixtures import Settings

from mpaspor.core import clock
from mpaspor.gateways import mail
from mpaspor.gateways.mail.pigeonholes import Pigeonholes
from mpaspor.gateways.mail.port import Attachment, NoSuchLetter
from tests.gateways.conftest import Sandbox, free_port, wire

pytestmark = pytest.mark.real_clock


def send(subject: str, *to: str) -> None:
    letter = EmailMultiAlternatives(subject, "Halo Ratna,\n\nkode Anda 1234.", "M-Paspor <paspor@contoh.id>", list(to))
    letter.attach_alternative("<p>Kode Anda <b>1234</b> – sah 10 menit</p>", "text/html")
    letter.attach("bukti.pdf", b"%PDF-1.7\r\n", "application/pdf")
    assert letter.send() == 1


def test_a_letter_sent_by_django_is_in_the_mailbox() -> None:
    before = clock.now()
    send("Kode masuk: 1234", "ratna@contoh.id")

    [summary] = mail.mailbox().letters(to="ratna@contoh.id", limit=1)
    letter = mail.mailbox().letter(summary.key)

    assert (summary.subject, summary.recipients) == ("Kode masuk: 1234", ("ratna@contoh.id",))
    assert summary.sender == "M-Paspor <paspor@contoh.id>"
    assert before <= summary.received_at <= clock.now()
    assert letter.subject == summary.subject
    assert letter.text.strip() == "Halo Ratna,\n\nkode Anda 1234."
    assert letter.html is not None
    assert "<b>1234</b> – sah" in letter.html
    assert letter.attachments == (Attachment("bukti.pdf", "application/pdf", 10),)


def test_the_newest_letter_comes_first() -> None:
    for number in range(3):
        send(f"Surat {number}", "urut@contoh.id")

    assert [one.subject for one in mail.mailbox().letters(to="urut@contoh.id")] == ["Surat 2", "Surat 1", "Surat 0"]
    assert [one.subject for one in mail.mailbox().letters(to="urut@contoh.id", limit=1)] == ["Surat 2"]


def test_each_recipient_finds_the_letter_and_nobody_else() -> None:
    send("Untuk berdua", "bagus@contoh.id", "Kirana@contoh.id")

    assert [one.subject for one in mail.mailbox().letters(to="bagus@contoh.id")] == ["Untuk berdua"]
    assert [one.subject for one in mail.mailbox().letters(to="kirana@CONTOH.id")] == ["Untuk berdua"]
    assert mail.mailbox().letters(to="orang.lain@contoh.id") == []


@pytest.mark.parametrize("key", ["tidak-ada", "../../bank.jsonl", "a/b", "%2e%2e"])
def test_a_letter_nobody_sent_is_not_found(key: str) -> None:
    with pytest.raises(NoSuchLetter):
        mail.mailbox().letter(key)


def test_letters_of_any_shape_are_shown(sandbox: Sandbox) -> None:
    shapes = {
        "plain@contoh.id": b"Subject: =?utf-8?q?Sel=C3=A9sai?=\r\n\r\nteks\r\n",
        "charset@contoh.id": b'Subject: x\r\nContent-Type: text/plain; charset="klingon"\r\n\r\nteks\r\n',
        "html@contoh.id": b"Subject: x\r\nContent-Type: text/html\r\n\r\n<p>teks</p>\r\n",
        "bare@contoh.id": b"teks tanpa kepala\r\n",
        "broken@contoh.id": b"Subject: =?x?y?\r\nFrom: <<>>\r\nContent-Type: multipart/mixed\r\n\r\n--\r\n\xff\r\n",
    }
    with SMTP("127.0.0.1", sandbox.smtp_port) as connection:
        for to, content in shapes.items():
            connection.sendmail("pengirim@contoh.id", [to], content)

    opened = {to: mail.mailbox().letter(mail.mailbox().letters(to=to)[0].key) for to in shapes}

    assert opened["plain@contoh.id"].subject == "Selésai"
    assert opened["charset@contoh.id"].text == "teks\n"
    assert (opened["html@contoh.id"].text, opened["html@contoh.id"].html) == ("", "<p>teks</p>\n")
    assert opened["bare@contoh.id"].sender == "pengirim@contoh.id"


def test_a_forged_envelope_in_the_letter_is_not_believed(sandbox: Sandbox) -> None:
    with SMTP("127.0.0.1", sandbox.smtp_port) as connection:
        connection.sendmail(
            "a@contoh.id", ["b@contoh.id"], b"X-Delivered-To: c@contoh.id\r\nSubject: palsu\r\n\r\nx\r\n"
        )

    assert mail.mailbox().letters(to="c@contoh.id") == []
    assert mail.mailbox().letters(to="b@contoh.id")[0].subject == "palsu"


def test_the_mailbox_outlives_a_kill(start_sandbox: Callable[..., Sandbox], settings: Settings) -> None:
    first = start_sandbox()
    wire(settings, first)
    send("Sebelum padam", "ratna@contoh.id")
    send("Terakhir", "ratna@contoh.id")
    first.kill()
    wire(settings, start_sandbox((first.port, first.smtp_port)))

    assert [one.subject for one in mail.mailbox().letters()] == ["Terakhir", "Sebelum padam"]


def test_only_so_many_letters_are_kept(tmp_path: Path) -> None:
    letters = Pigeonholes(tmp_path / "mail", kept=3)
    for number in range(5):
        letters.put("a@contoh.id", ["b@contoh.id"], f"Subject: {number}\r\n\r\n".encode(), at=clock.now())

    assert [one.subject for one in letters.newest(None, 10)] == ["4", "3", "2"]
    assert len(list((tmp_path / "mail" / "new").iterdir())) == 3
    assert [one.subject for one in Pigeonholes(tmp_path / "mail", kept=2).newest(None, 10)] == ["4", "3"]


@pytest.mark.parametrize("limit", ["0", "-1", "2001", "banyak", "1.5"])
def test_a_list_has_a_sensible_length(sandbox: Sandbox, limit: str) -> None:
    assert httpx.get(f"{sandbox.url}/mailbox?limit={limit}", trust_env=False).status_code == 400


def test_a_mail_server_that_is_away_shows_in_the_check(settings: Settings) -> None:
    assert mail.post_office().check().answers

    settings.EMAIL_PORT = free_port()

    check = mail.post_office().check()
    assert not check.answers
    assert "does not answer" in check.remark
