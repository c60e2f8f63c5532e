"""Why somebody cannot have a place. Each refusal has its words, so that every page says the same."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext


class Refused(Exception):
    """The place was not given; nothing changed. `words` tells it in the reader's language."""

    @property
    def words(self) -> str:
        raise NotImplementedError


class NotReady(Refused):
    """The application is not complete, or one of its people is already further on."""

    @property
    def words(self) -> str:
        return _("Permohonan ini belum lengkap. Lengkapi dulu, lalu pilih tempat.")


class SlotClosed(Refused):
    """The hour cannot be chosen; `reason` says why, in one word of WHY."""

    WHY: ClassVar = {
        "unknown": gettext_lazy("Jam ini tidak ada lagi. Pilih jam lain."),
        "past": gettext_lazy("Jam ini sudah lewat. Pilih jam lain."),
        "closed": gettext_lazy("Kantor tutup pada hari ini. Pilih hari lain."),
        "early": gettext_lazy("Tempat ini belum dibuka. Lihat jadwal pembukaannya."),
        "line": gettext_lazy("Tempat ini sedang dibagikan lewat antrean. Masuk antrean untuk memilihnya."),
        "priority": gettext_lazy("Jam ini untuk lansia dan anak balita. Pilih jam lain."),
        "accelerated": gettext_lazy("Jam ini untuk paspor percepatan. Pilih jam lain."),
        "horizon": gettext_lazy("Hari ini belum bisa dipesan. Pilih hari yang lebih dekat."),
        "desk": gettext_lazy("Jam ini untuk loket bantuan. Pilih jam lain."),
        "kind": gettext_lazy("Pada jam ini kantor tidak melayani jenis paspor Anda. Pilih jam atau kantor lain."),
        "fee": gettext_lazy("Biaya jam ini lain dari yang Anda bayar. Pilih jam dengan layanan yang sama."),
    }

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    @property
    def words(self) -> str:
        return str(self.WHY[self.reason])


class SlotFull(Refused):
    """Nothing is free in this hour."""

    def __init__(self, free: int = 0) -> None:
        super().__init__(free)
        self.free = free

    @property
    def words(self) -> str:
        return _("Jam ini baru saja penuh. Isian Anda tersimpan; pilih jam lain.")


class TooFewPlaces(SlotFull):
    """Something is free, but not enough for everybody in the file."""

    def __init__(self, free: int, wanted: int) -> None:
        super().__init__(free)
        self.wanted = wanted

    @property
    def words(self) -> str:
        few = ngettext(
            "Jam ini tinggal %(free)s tempat, kurang untuk %(wanted)s orang.",
            "Jam ini tinggal %(free)s tempat, kurang untuk %(wanted)s orang.",
            self.free,
        )
        return few % {"free": self.free, "wanted": self.wanted}


class PersonHasPlace(Refused):
    """Somebody in the file already has a place; `names` are theirs."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(len(names))
        self.names = names

    @property
    def words(self) -> str:
        return _("%(names)s sudah punya tempat. Satu orang, satu tempat.") % {"names": ", ".join(self.names)}


class HoldLimit(Refused):
    """Places were kept and let go unpaid as often as one day allows."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit

    @property
    def words(self) -> str:
        kept = ngettext(
            "Tempat sudah %(limit)s kali disimpan hari ini tanpa dibayar. Isian Anda tersimpan; pilih jam lagi besok.",
            "Tempat sudah %(limit)s kali disimpan hari ini tanpa dibayar. Isian Anda tersimpan; pilih jam lagi besok.",
            self.limit,
        )
        return kept % {"limit": self.limit}


class AccountLimit(Refused):
    """The account keeps unpaid places for as many other files as it may."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit

    @property
    def words(self) -> str:
        kept = ngettext(
            "Akun ini menyimpan tempat untuk %(limit)s permohonan yang belum dibayar."
            " Bayar atau lepaskan satu dulu; isian Anda tersimpan.",
            "Akun ini menyimpan tempat untuk %(limit)s permohonan yang belum dibayar."
            " Bayar atau lepaskan satu dulu; isian Anda tersimpan.",
            self.limit,
        )
        return kept % {"limit": self.limit}


class HoldEnded(Refused):
    """The same request was answered before, and its place has been given up since."""

    @property
    def words(self) -> str:
        return _("Tempat yang Anda simpan tadi sudah dilepas. Pilih jam lagi.")


class NothingHeld(Refused):
    """There is no place to act on."""

    @property
    def words(self) -> str:
        return _("Permohonan ini tidak punya tempat.")


class MoveLimit(Refused):
    """The hour was moved as often as the rule allows."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit

    @property
    def words(self) -> str:
        moved = ngettext(
            "Jam hanya boleh dipindah %(limit)s kali, dan itu sudah terpakai.",
            "Jam hanya boleh dipindah %(limit)s kali, dan itu sudah terpakai.",
            self.limit,
        )
        return moved % {"limit": self.limit}


class TooLate(Refused):
    """The hour can be moved until so many days before."""

    def __init__(self, days: int = 1) -> None:
        super().__init__(days)
        self.days = days

    @property
    def words(self) -> str:
        if self.days <= 1:
            return _("Jam boleh dipindah paling lambat sehari sebelumnya.")
        return _("Jam boleh dipindah paling lambat %(days)s hari sebelumnya.") % {"days": self.days}


class MoveTooFar(Refused):
    """The other office is further away than a place can be moved."""

    def __init__(self, km: int) -> None:
        super().__init__(km)
        self.km = km

    @property
    def words(self) -> str:
        return _(
            "Tempat boleh dipindah ke kantor paling jauh %(km)s km dari kantor sekarang. Pilih yang lebih dekat."
        ) % {"km": self.km}


class MoveTooLong(Refused):
    """The other day is further away than a place can be moved."""

    def __init__(self, days: int) -> None:
        super().__init__(days)
        self.days = days

    @property
    def words(self) -> str:
        return _("Tempat boleh digeser paling jauh %(days)s hari. Pilih hari yang lebih dekat.") % {"days": self.days}
