"""Why somebody cannot wait, or cannot have what was offered."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mpaspor.stages.appointments.refusals import Refused


class NotWaiting(Refused):
    """The file is not on the waiting list, or is being offered a place there."""

    @property
    def words(self) -> str:
        return _("Permohonan ini tidak sedang menunggu di daftar tunggu.")


class WaitingTooFar(Refused):
    """The waiting list looks for places only so far away."""

    def __init__(self, km: int) -> None:
        super().__init__(km)
        self.km = km

    @property
    def words(self) -> str:
        return _("Daftar tunggu mencari kantor lain paling jauh %(km)s km. Pilih jarak yang lebih dekat.") % {
            "km": self.km
        }


class WaitingDays(Refused):
    """The days waited for are over, or end before they begin."""

    @property
    def words(self) -> str:
        return _("Hari terakhir harus sesudah hari pertama, dan belum lewat. Periksa harinya.")


class OfferOver(Refused):
    """What was offered is no longer kept."""

    @property
    def words(self) -> str:
        return _("Tawaran ini sudah berakhir, dan tempatnya ditawarkan kepada orang berikutnya. Isian Anda tersimpan.")
