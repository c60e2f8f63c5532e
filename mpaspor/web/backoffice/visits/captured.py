"""What camera and scanner have given so far, with each measure in words and advice for what is weak."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mpaspor.offices import policy
from mpaspor.stages.visits import biometrics
from mpaspor.stages.visits.models import FINGERS, Capture, Fingerprint, Visit

RIGHT, LEFT = range(1, 6), range(6, 11)
SHORT = (_("Jempol"), _("Telunjuk"), _("Tengah"), _("Manis"), _("Kelingking"))

CHECKS: dict[str, tuple[str | Promise, str | Promise]] = {
    "size": (_("Ukuran cukup"), _("Foto terlalu kecil. Dekatkan kamera.")),
    "shape": (_("Bentuk 35 banding 45"), _("Potong foto 35 banding 45.")),
    "sharpness": (_("Tajam"), _("Foto kabur. Pegang diam, fokus ke mata.")),
    "exposure": (_("Terang wajah pas"), _("Wajah terlalu gelap atau terlalu terang.")),
    "light": (_("Cahaya rata"), _("Satu sisi wajah lebih gelap. Pindahkan lampu.")),
    "background": (_("Latar putih rata"), _("Latar belum putih rata. Rapikan dinding, bukan baju putih.")),
}


class Checked(NamedTuple):
    ok: bool
    words: str | Promise


class Finger(NamedTuple):
    """One finger's place on the page: done, weak (try again), open, or missing with its reason."""

    position: int
    label: str | Promise
    short: str | Promise
    state: str
    print: Fingerprint | None


class Camera(NamedTuple):
    capture: Capture | None
    checks: list[Checked]
    is_good: bool
    right: list[Finger]
    left: list[Finger]
    weak: list[Finger]
    open: int
    enough: int
    tries: int
    finished: bool

    @property
    def has_portrait(self) -> bool:
        return bool(self.capture and self.capture.store_key)


def of(visit: Visit) -> Camera:
    capture = biometrics.capture_of(visit)
    taken = {finger.position: finger for finger in capture.fingers.all()} if capture else {}
    enough = policy.number("fingerprint.good_enough", on=visit.on, office_id=visit.office_id)
    tries = policy.number("fingerprint.tries", on=visit.on, office_id=visit.office_id)
    fingers = [
        Finger(at, FINGERS[at], SHORT[(at - 1) % 5], _state(taken.get(at), enough, tries), taken.get(at))
        for at in FINGERS
    ]
    has_portrait = bool(capture and capture.store_key)
    is_good = bool(has_portrait and capture and capture.is_good)
    left_open = sum(finger.state in ("open", "weak") for finger in fingers)
    return Camera(
        capture=capture,
        checks=[Checked(passed, CHECKS[code][0 if passed else 1]) for code, passed, _measured in capture.checks]
        if capture
        else [],
        is_good=is_good,
        right=[finger for finger in fingers if finger.position in RIGHT],
        left=[finger for finger in fingers if finger.position in LEFT],
        weak=[finger for finger in fingers if finger.state == "weak"],
        open=left_open,
        enough=enough,
        tries=tries,
        finished=is_good and not left_open,
    )


def _state(finger: Fingerprint | None, enough: int, tries: int) -> str:
    if finger is None:
        return "open"
    if finger.missing_because:
        return "missing"
    if finger.quality >= enough:
        return "good"
    return "weak" if finger.attempts < tries else "taken"
