"""Small numbers as they are said of people and of wishes."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TOGETHER = {
    2: gettext_lazy("Anda berdua"),
    3: gettext_lazy("Anda bertiga"),
    4: gettext_lazy("Anda berempat"),
    5: gettext_lazy("Anda berlima"),
    6: gettext_lazy("Anda berenam"),
    7: gettext_lazy("Anda bertujuh"),
    8: gettext_lazy("Anda berdelapan"),
}
RANKS = {
    1: gettext_lazy("pertama"),
    2: gettext_lazy("kedua"),
    3: gettext_lazy("ketiga"),
    4: gettext_lazy("keempat"),
    5: gettext_lazy("kelima"),
}


def together(count: int) -> str:
    """Anda bertiga."""
    return str(TOGETHER.get(count) or _("Anda"))


def rank(number: int) -> str:
    """Kedua, as in "pilihan kedua"."""
    return str(RANKS.get(number) or _("ke-%(number)s") % {"number": number})
