"""From page to page: which parts a person is asked, and where she goes on."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from mpaspor.core import clock
from mpaspor.stages.applications import filing, questions
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.web.portal import own
from mpaspor.web.templatetags.telling import first_name

PAPERS, FAMILY = "papers", "family"
# The eight steps a person counts; who to papers are asked of each, the last three once.
NUMBER = {step: place for place, step in enumerate((*questions.STEPS, FAMILY, "place", "pay"), start=1)}
TOTAL = len(NUMBER)

STEP_NAMES = {
    "who": _("Pemohon"),
    "service": _("Pertanyaan awal"),
    "identity": _("Data diri"),
    "details": _("Data lengkap"),
    PAPERS: _("Dokumen"),
}

# Where a finding is put right, when it is not in the first part of its step.
PART_OF = {
    "years_not_allowed": "book",
    "departure_soon": "trip",
    "replacement_early": "condition",
    "dual_nationality": "nationality",
}


def today(file: Application) -> date:
    return filing.local_day(file, clock.now())


def parts(person: Applicant, step: str, on: date) -> list[str]:
    """The parts of a step this person is asked, in order."""
    return list(dict.fromkeys(question.part for question in questions.asked(person, step, on)))


def in_part(person: Applicant, step: str, part: str, on: date) -> list[questions.Question]:
    return [question for question in questions.asked(person, step, on) if question.part == part]


def continue_at(file: Application) -> str:
    """The address where the file was left."""
    if file.state == Application.READY:
        return reverse("portal:offices", args=[file.reference])
    on = today(file)
    person, step = filing.where_to_continue(file, on)
    if person is None:
        return reverse("portal:people", args=[file.reference])
    return address(person, step, first_open(person, step, on))


def first_open(person: Applicant, step: str, on: date) -> str:
    waiting = questions.open_in(person, step, on) or questions.asked(person, step, on)
    return waiting[0].part if waiting else ""


def after(person: Applicant, step: str, part: str, on: date) -> str:
    """The page that follows: the next part, the next step, at last the papers."""
    asked = parts(person, step, on)
    later = asked[asked.index(part) + 1 :] if part in asked else []
    for following in later:
        if not shared_with_first(person, step, following, on):
            return address(person, step, following)
    return after_step(person, step, on)


def put_right(person: Applicant, step: str, code: str, on: date) -> str:
    """The page on which something found or missing is put right; "" when no answer can."""
    if step == PAPERS:
        return address(person, PAPERS)
    if step not in questions.STEPS:
        return ""
    return address(person, step, PART_OF.get(code) or first_open(person, step, on))


def after_checks(person: Applicant, on: date) -> str:
    """On to the details; before them, to what the register of passports has opened anew."""
    for step in questions.STEPS[: questions.STEPS.index("details")]:
        if questions.open_in(person, step, on):
            return address(person, step, first_open(person, step, on))
    return after_step(person, "identity", on)


def after_step(person: Applicant, step: str, on: date) -> str:
    following = questions.STEPS[questions.STEPS.index(step) + 1]
    if following == PAPERS:
        return address(person, PAPERS)
    asked = [part for part in parts(person, following, on) if not shared_with_first(person, following, part, on)]
    return address(person, following, asked[0]) if asked else after_step(person, following, on)


def before(person: Applicant, step: str, part: str, on: date) -> str:
    """The page before; "" when there is none."""
    pages = [(one, two) for one in questions.STEPS[:-1] for two in parts(person, one, on)]
    here = pages.index((step, part)) if (step, part) in pages else len(pages)
    for one, two in reversed(pages[:here]):
        if not shared_with_first(person, one, two, on):
            return address(person, one, two)
    return ""


def shared_with_first(person: Applicant, step: str, part: str, on: date) -> bool:
    """Whether a part holds only what the first person of the file has answered for all of them."""
    first = own.people(person.application)[0]
    if person.order == first.order:
        return False
    asked, told, hers = in_part(person, step, part, on), questions.known(person), questions.known(first)
    same = all(question.shared and told.get(question.name) == hers.get(question.name) for question in asked)
    return same and all(question.name in told for question in asked if question.required)


def address(person: Applicant, step: str, part: str = "") -> str:
    here = [person.application.reference, person.order]
    if step == PAPERS:
        return reverse("portal:papers", args=here)
    return reverse("portal:question", args=[*here, step, part])


def summary_of(file: Application) -> str:
    return reverse("portal:summary", args=[file.reference])


def whose(person: Applicant, step: str) -> str:
    """The line under the progress row: which step it is, and for whom."""
    if not person.full_name:
        return str(STEP_NAMES[step])
    return say("%(step)s, untuk %(name)s") % {"step": STEP_NAMES[step], "name": first_name(person)}
