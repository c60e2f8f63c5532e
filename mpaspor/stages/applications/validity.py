"""Who is an adult, and how long a passport may run, on the day of application (Permenkumham 18/2022 art. 2A)."""

from __future__ import annotations

from datetime import date

from mpaspor.offices import policy
from mpaspor.stages.applications.models import Applicant

# Below this nobody is asked about a marriage; a wish to spare children an odd question, not a rule.
_MARRIAGE_IS_THINKABLE_FROM = 14
# UU 12/2006 art. 6: a child of two nations chooses at 18, or three years later at the latest.
_CHOICE_AGE = 21


def is_adult(applicant: Applicant, on: date) -> bool:
    """Of age on the day, or married. Who has told no birth date is not."""
    age = applicant.age(on)
    return age is not None and (applicant.married or age >= policy.number("adult.age", on=on))


def years_allowed(applicant: Applicant, on: date) -> list[int]:
    """The years of validity this person may ask for; nobody but an adult gets ten."""
    key = "validity.adult" if is_adult(applicant, on) else "validity.child"
    return [int(years) for years in policy.value(key, on=on)]


def latest_expiry(applicant: Applicant, on: date) -> date | None:
    """The day no passport issued on `on` may run past; None for all but those who still have to choose a nation."""
    if applicant.birth_on is None or applicant.answers.get("citizenship") != "dual":
        return None
    last = years_after(applicant.birth_on, _CHOICE_AGE)
    return last if last > on else None


def years_after(day: date, years: int) -> date:
    """The same day so many years later; the 29th of February becomes the 28th where there is none (domain 1.6)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def age_group(applicant: Applicant, on: date) -> str:
    """One of small, young, adult; "" while the birth date is unknown."""
    age = applicant.age(on)
    if age is None:
        return ""
    if age >= policy.number("adult.age", on=on):
        return "adult"
    return "young" if age >= _MARRIAGE_IS_THINKABLE_FROM else "small"
