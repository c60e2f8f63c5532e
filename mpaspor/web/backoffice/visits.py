"""The day at the office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from mpaspor.accounts.roles import Permission
from mpaspor.web.access import OfficerRequest, may

if TYPE_CHECKING:
    from django.http import HttpResponse


@may(Permission.OFFICE_TODAY)
def today(request: OfficerRequest) -> HttpResponse:
    return render(request, "backoffice/visits/today.html", {"office": request.posting.office})


@may(Permission.CASE_SEARCH)
def search(request: OfficerRequest) -> HttpResponse:
    return render(request, "backoffice/visits/today.html", {"office": request.posting.office})
