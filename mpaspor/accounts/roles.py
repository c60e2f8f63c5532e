"""What each role may do. One table; every page names one permission, and nothing else decides."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    APPLICANT = "applicant", _("Pemohon")
    CUSTOMER_SERVICE = "customer_service", _("Petugas layanan")
    COUNTER = "counter", _("Petugas loket")
    INTERVIEWER = "interviewer", _("Petugas wawancara")
    ADJUDICATOR = "adjudicator", _("Penelaah")
    SUPERVISOR = "supervisor", _("Kepala seksi")
    PRINTER = "printer", _("Petugas cetak")
    HANDOVER = "handover", _("Petugas serah terima")
    TREASURER = "treasurer", _("Bendahara")
    HEAD = "head", _("Kepala kantor")
    CENTRE = "centre", _("Petugas pusat")
    CENTRE_TREASURER = "centre_treasurer", _("Bendahara pusat")
    WITNESS = "witness", _("Saksi undian")


class Permission(StrEnum):
    APPLY = "apply"
    OFFICE_TODAY = "office.today"
    CASE_SEARCH = "case.search"
    CASE_READ = "case.read"
    CASE_FILE_FOR_OTHERS = "case.file_for_others"
    VISIT_CHECK_IN = "visit.check_in"
    VISIT_CALL = "visit.call"
    VISIT_EXAMINE = "visit.examine"
    VISIT_INTERVIEW = "visit.interview"
    VISIT_CAPTURE = "visit.capture"
    DECISION_READ = "decision.read"
    DECISION_DECIDE = "decision.decide"
    PASSPORT_PRINT = "passport.print"
    PASSPORT_STOCK = "passport.stock"
    PASSPORT_HAND_OVER = "passport.hand_over"
    QUOTA_READ = "quota.read"
    QUOTA_CHANGE = "quota.change"
    PLACE_MOVE = "place.move"
    FIGURES_READ = "figures.read"
    RELEASE_MANY = "release.many"
    DRAW_READ = "draw.read"
    DRAW_WITNESS = "draw.witness"
    SIGNALS_READ = "signals.read"
    MONEY_READ = "money.read"
    MONEY_RECONCILE = "money.reconcile"
    MONEY_CLOSE = "money.close"
    REFUND_CHECK = "refund.check"
    REFUND_APPROVE = "refund.approve"
    FEE_GIVE_BACK = "fee.give_back"
    MONEY_OF_ALL = "money.of_all"
    DAY_OF_CENTRE = "day.of_centre"
    QUESTION_ANSWER = "question.answer"
    QUESTION_RETURN = "question.return"
    PARTNER_CHANGE = "partner.change"


# They sit at no office: the centre plans for all of them, a witness watches over a draw and sees nobody's file.
AT_NO_OFFICE = frozenset({Role.CENTRE, Role.CENTRE_TREASURER, Role.WITNESS})

DESK = {Permission.OFFICE_TODAY, Permission.CASE_SEARCH, Permission.CASE_READ}

MAY: dict[Role, frozenset[Permission]] = {
    Role.APPLICANT: frozenset({Permission.APPLY}),
    Role.CUSTOMER_SERVICE: frozenset(
        {*DESK, Permission.CASE_FILE_FOR_OTHERS, Permission.PLACE_MOVE, Permission.VISIT_CHECK_IN},
    ),
    Role.COUNTER: frozenset({*DESK, Permission.VISIT_CHECK_IN, Permission.VISIT_CALL, Permission.VISIT_EXAMINE}),
    Role.INTERVIEWER: frozenset(
        {*DESK, Permission.VISIT_CALL, Permission.VISIT_INTERVIEW, Permission.VISIT_CAPTURE},
    ),
    Role.ADJUDICATOR: frozenset({*DESK, Permission.DECISION_READ, Permission.DECISION_DECIDE}),
    Role.SUPERVISOR: frozenset(
        {
            *DESK,
            Permission.DECISION_READ,
            Permission.DECISION_DECIDE,
            Permission.QUOTA_READ,
            Permission.PLACE_MOVE,
            Permission.FIGURES_READ,
        },
    ),
    Role.PRINTER: frozenset({*DESK, Permission.PASSPORT_PRINT, Permission.PASSPORT_STOCK}),
    Role.HANDOVER: frozenset({*DESK, Permission.PASSPORT_HAND_OVER}),
    # Two treasurers, or a treasurer and the head: whoever checked a refund or signed a day is not the second one.
    Role.TREASURER: frozenset(
        {
            Permission.OFFICE_TODAY,
            Permission.MONEY_READ,
            Permission.MONEY_RECONCILE,
            Permission.MONEY_CLOSE,
            Permission.REFUND_CHECK,
            Permission.REFUND_APPROVE,
        },
    ),
    Role.HEAD: frozenset(
        {
            *DESK,
            Permission.QUOTA_READ,
            Permission.QUOTA_CHANGE,
            Permission.PLACE_MOVE,
            Permission.FIGURES_READ,
            Permission.PASSPORT_STOCK,
            Permission.MONEY_READ,
            Permission.MONEY_CLOSE,
            Permission.REFUND_APPROVE,
            Permission.FEE_GIVE_BACK,
        },
    ),
    Role.CENTRE: frozenset({Permission.RELEASE_MANY, Permission.DRAW_READ, Permission.SIGNALS_READ}),
    Role.CENTRE_TREASURER: frozenset(
        {
            Permission.MONEY_OF_ALL,
            Permission.DAY_OF_CENTRE,
            Permission.QUESTION_ANSWER,
            Permission.QUESTION_RETURN,
            Permission.PARTNER_CHANGE,
        },
    ),
    Role.WITNESS: frozenset({Permission.DRAW_READ, Permission.DRAW_WITNESS}),
}
