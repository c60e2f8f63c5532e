"""Answers in the words of the national payment standard: HTTP status, service, case."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import JsonResponse


class Refused(Exception):
    """The call is answered with this status, this case and this message."""

    def __init__(self, status: HTTPStatus, case: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.case = case
        self.message = message


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the standard, by its two digits: "24" inquiry, "25" payment."""

    number: str

    def done(self, content: dict[str, Any] | None = None) -> JsonResponse:
        return self._answer(HTTPStatus.OK, "00", "Successful", content or {})

    def refuse(self, refusal: Refused) -> JsonResponse:
        answer = self._answer(refusal.status, refusal.case, refusal.message, {})
        if refusal.status == HTTPStatus.METHOD_NOT_ALLOWED:
            answer.headers["Allow"] = "POST"
        return answer

    def _answer(self, status: HTTPStatus, case: str, message: str, content: dict[str, Any]) -> JsonResponse:
        code = f"{status.value}{self.number}{case}"
        return JsonResponse({"responseCode": code, "responseMessage": message, **content}, status=status)
