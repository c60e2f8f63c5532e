"""Addresses of the centre: resources, not verbs."""

from __future__ import annotations

from django.urls import path, register_converter

from mpaspor.web.headquarters import reports
from mpaspor.web.headquarters.appointments import announcing, draws, overview, staggering, witnessing
from mpaspor.web.headquarters.money import day, search
from mpaspor.web.headquarters.money import overview as money
from mpaspor.web.headquarters.partners import calls, one
from mpaspor.web.headquarters.partners import overview as banks
from mpaspor.web.headquarters.questions import listing as questions
from mpaspor.web.headquarters.questions import one as question
from mpaspor.web.headquarters.questions import sending


class Mark:
    """What names a signal: twelve hexadecimal digits."""

    regex = "[0-9a-f]{12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Mark, "mark")

app_name = "headquarters"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("/draws", draws.draws, name="draws"),
    path("/draws/new", announcing.announce, name="announce"),
    path("/draws/<slug:code>", draws.draw, name="draw"),
    path("/stagger", staggering.stagger, name="stagger"),
    path("/witnessing", witnessing.witnessing, name="witnessing"),
    path("/witnessing/<int:pk>/commitment", witnessing.commit, name="commitment"),
    path("/witnessing/<int:pk>/secret", witnessing.reveal, name="secret"),
    path("/money", money.money, name="money"),
    path("/money.csv", money.money_file, {"kind": "csv"}, name="money_csv"),
    path("/money.xlsx", money.money_file, {"kind": "xlsx"}, name="money_xlsx"),
    path("/money/search", search.search, name="money_search"),
    path("/money/days/<str:on>", day.day, name="money_day"),
    path("/money/days/<str:on>/signature", day.signature, name="day_signature"),
    path("/money/days/<str:on>/signature/withdrawal", day.signature_withdrawal, name="day_reopening"),
    path("/money/days/<str:on>/closure", day.closure, name="day_closure"),
    path("/money/days/<str:on>/lists", day.list_brought, name="day_lists"),
    path("/money/days/<str:on>/lists/collection", day.lists_wanted, name="day_collection"),
    path("/money/differences/<int:pk>/owner", day.owner, name="difference_owner"),
    path("/money/differences/<int:pk>/explanation", day.explanation, name="difference_explanation"),
    path("/signals", reports.all_signals, name="signals"),
    path("/signals/<slug:kind>/<mark:mark>", reports.note, name="signal_note"),
    path("/files/<str:reference>", reports.file, name="file"),
    path("/questions", questions.questions, name="questions"),
    path("/questions/<int:pk>", question.question, name="question"),
    path("/questions/<int:pk>/owner", question.owner, name="question_owner"),
    path("/questions/<int:pk>/answer", question.answer, name="question_answer"),
    path("/questions/<int:pk>/return", question.sending_back, name="question_return"),
    path("/questions/<int:pk>/return/check", sending.check, name="return_check"),
    path("/questions/<int:pk>/return/approval", sending.approve, name="return_approval"),
    path("/questions/<int:pk>/return/refusal", sending.decline, name="return_refusal"),
    path("/partners", banks.partners, name="partners"),
    path("/partners/new", banks.admission, name="partner_admission"),
    path("/partners/<str:code>", one.partner, name="partner"),
    path("/partners/<str:code>/access", one.access, name="partner_access"),
    path("/partners/<str:code>/keys", one.keys, name="partner_keys"),
    path("/partners/<str:code>/keys/<mark:mark>/retirement", one.key_retirement, name="partner_key_retirement"),
    path("/partners/<str:code>/secrets", one.secrets, name="partner_secrets"),
    path(
        "/partners/<str:code>/secrets/<mark:mark>/retirement", one.secret_retirement, name="partner_secret_retirement"
    ),
    path("/calls", calls.calls, name="calls"),
    path("/calls/<int:pk>", calls.call, name="call"),
]
