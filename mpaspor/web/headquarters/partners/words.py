"""The acts on a bank as its page tells them, and why one was refused."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mpaspor.audit.models import Entry
from mpaspor.stages.payments import partnering
from mpaspor.web.headquarters import desk

ACTS: dict[str, str | Promise] = {
    "bankpartner.admitted": _("Didaftarkan"),
    "bankpartner.changed": _("Diubah"),
    "bankpartner.opened": _("Dibuka"),
    "bankpartner.shut_out": _("Ditutup"),
    "bankpartner.key_added": _("Kunci publik ditambah"),
    "bankpartner.key_retired": _("Kunci publik dicabut"),
    "bankpartner.secret_drawn": _("Rahasia dibuat"),
    "bankpartner.secret_retired": _("Rahasia dicabut"),
}
_REFUSALS: dict[type[Exception], desk.Refusal] = {
    partnering.WrongForm: desk.Refusal(
        _("Kunci belum dipercaya"),
        _("Perlu kunci publik RSA dalam PEM, paling sedikit 2048 bit. Salin seluruhnya, dari BEGIN sampai END."),
    ),
    partnering.TwoInUse: desk.Refusal(
        _("Sudah ada dua"), _("Cabut dulu yang lama, sesudah bank memakai yang baru."), 409
    ),
    partnering.LastOne: desk.Refusal(
        _("Ini yang terakhir"), _("Tambah yang baru dulu. Untuk menghentikan bank ini, tutup aksesnya."), 409
    ),
    partnering.NotInUse: desk.Refusal(_("Sudah tidak dipakai"), _("Seseorang sudah mencabutnya."), 409),
}


def refusal(refused: Exception) -> desk.Refusal:
    return _REFUSALS[type(refused)]


def told(entry: Entry) -> str | Promise:
    return ACTS.get(entry.act, entry.act)
