"""Why a release or a draw cannot be announced. Each refusal has its words; nothing was published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from mpaspor.core import dates
from mpaspor.offices.models import Office


class Unannounced(Exception):
    """Nothing was published. `words` tells why in the reader's language."""

    @property
    def words(self) -> str:
        raise NotImplementedError


class OpensInPast(Unannounced):
    """The moment has gone by: people must be able to know it before it comes."""

    @property
    def words(self) -> str:
        return _("Saat buka sudah lewat. Pilih saat yang akan datang.")


class NothingToPublish(Unannounced):
    """No day, no hour or no place was named."""

    @property
    def words(self) -> str:
        return _("Belum ada tempat yang diumumkan. Pilih hari, jam, dan jumlahnya.")


class BadHour(Unannounced):
    """An hour ends before it begins, or its number of places cannot be."""

    @property
    def words(self) -> str:
        return _("Jam selesai harus sesudah jam mulai, dan tempatnya 1 sampai 500.")


class OfDays(Unannounced):
    """Some days of an office cannot be published; `days` says which."""

    SAID: str | Promise

    def __init__(self, office: Office, days: Sequence[date]) -> None:
        super().__init__(office.pk, list(days))
        self.office, self.days = office, sorted(set(days))

    @property
    def words(self) -> str:
        told = ", ".join(dates.day_short(day, None, get_language() or "id") for day in self.days[:4])
        return str(self.SAID) % {"office": self.office.name, "days": told + (", …" if len(self.days) > 4 else "")}


class BeforeOpening(OfDays):
    """The hour begins before anybody may have its places."""

    SAID = gettext_lazy("%(office)s, %(days)s: jamnya mulai sebelum tempatnya dibuka.")


class TooFarAhead(OfDays):
    """On the day of the opening this day cannot be booked yet."""

    SAID = gettext_lazy("%(office)s, %(days)s: terlalu jauh, belum bisa dipesan saat dibuka.")


class ShutThen(OfDays):
    """The office does not work that day."""

    SAID = gettext_lazy("%(office)s, %(days)s: kantor tutup.")


class HoursTaken(OfDays):
    """Places of these hours were published before, or are named twice."""

    SAID = gettext_lazy("%(office)s, %(days)s: jamnya sudah ada di pengumuman lain, atau tertulis dua kali.")


class OutOfOrder(Unannounced):
    """A moment of the draw comes before the one it has to follow."""

    def __init__(self, moment: str) -> None:
        super().__init__(moment)
        self.moment = moment

    @property
    def words(self) -> str:
        return _("Urutannya: pendaftaran dibuka, ditutup, rahasia saksi, nilai publik, hasil, sisa tempat dibuka.")


class TooFewWitnesses(Unannounced):
    """One witness alone, or the same one twice, could be leaned on."""

    @property
    def words(self) -> str:
        return _("Undian perlu paling sedikit dua saksi yang berbeda.")


class CodeTaken(Unannounced):
    """Another draw has this code."""

    @property
    def words(self) -> str:
        return _("Kode undian ini sudah dipakai. Pilih kode lain.")


class NotDrawn(Unannounced):
    """Same-day books and desk hours are not given out by lot."""

    @property
    def words(self) -> str:
        return _("Undian hanya untuk tempat umum dan prioritas.")


class DrawUnderway(Unannounced):
    """Its entries are sealed and its result is not out: what is given out is fixed."""

    @property
    def words(self) -> str:
        return _("Undian sedang berlangsung. Tambahkan tempat sesudah hasilnya terbit.")


class Promised(Unannounced):
    """People were told of these places and cannot have them yet: they count on them."""

    def __init__(self, capacity: int) -> None:
        super().__init__(capacity)
        self.capacity = capacity

    @property
    def words(self) -> str:
        promised = _("Sudah diumumkan %(capacity)s tempat; hanya boleh ditambah. Kalau kantor tutup, tutup jamnya.")
        return promised % {"capacity": self.capacity}


class ShutHour(Unannounced):
    """Nobody can be seen in this hour any more."""

    def __init__(self, starts_at: datetime) -> None:
        super().__init__(starts_at)
        self.starts_at = starts_at

    @property
    def words(self) -> str:
        return _("Salah satu jamnya sudah ditutup. Pilih jam lain.")
