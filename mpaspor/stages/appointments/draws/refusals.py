"""Why somebody cannot enter a draw, or a witness not commit or reveal. Each refusal has its words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mpaspor.stages.appointments.refusals import Refused


class EntriesClosed(Refused):
    """Entries have not opened yet, or are closed."""

    @property
    def words(self) -> str:
        return _("Undian ini tidak (atau tidak lagi) menerima peserta.")


class TakesPart(Refused):
    """A NIK takes part in a draw once; `names` do already."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names)
        self.names = list(names)

    @property
    def words(self) -> str:
        told = _("%(names)s sudah ikut undian ini. Satu NIK hanya ikut satu kali.")
        return told % {"names": ", ".join(self.names)}


class TooManyWishes(Refused):
    """An entry has from one to so many wishes."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit

    @property
    def words(self) -> str:
        told = ngettext("Pilih satu waktu.", "Pilih satu sampai %(limit)s waktu.", self.limit)
        return told % {"limit": self.limit}


class WishedTwice(Refused):
    """The same wish stands in the list twice."""

    @property
    def words(self) -> str:
        return _("Ada pilihan yang sama dua kali. Hapus salah satunya.")


class NothingThere(Refused):
    """The draw has no hour that answers the wish and suits these people; `wish` is its number, from 1."""

    def __init__(self, wish: int) -> None:
        super().__init__(wish)
        self.wish = wish

    @property
    def words(self) -> str:
        told = _("Pilihan ke-%(wish)s: tidak ada jam di undian ini yang cocok untuk semua orang di permohonan Anda.")
        return told % {"wish": self.wish}


class NotTheirMoment(Refused):
    """A commitment counts until entries close, a secret from then until the moment it must be revealed by."""

    @property
    def words(self) -> str:
        return _("Waktunya sudah lewat, atau belum tiba.")


class NotTheWitness(Refused):
    """Only the witness herself speaks for the witness."""

    @property
    def words(self) -> str:
        return _("Hanya saksi ini sendiri yang dapat melakukannya.")


class NotADigest(Refused):
    """A commitment is a SHA-256 digest: 64 hexadecimal digits."""

    @property
    def words(self) -> str:
        return _("Isi 64 angka heksadesimal: SHA-256 dari rahasia Anda.")


class AnotherSecret(Refused):
    """The secret is not the one whose digest was published, or nothing was."""

    @property
    def words(self) -> str:
        return _("SHA-256 dari rahasia ini bukan yang Anda umumkan sebelum pendaftaran ditutup.")
