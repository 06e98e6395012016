"""Errors as problem details (RFC 9457)."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler


class BadParameters(APIException):
    """Parameters that could not be read: for each its name and the reasons."""

    status_code = 400
    default_detail = "A parameter could not be read."

    def __init__(self, reasons: Mapping[str, Sequence[Any]]) -> None:
        super().__init__()
        self.reasons = reasons


def describe_problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer to ``error``; None for one that is a fault of ours."""
    response = exception_handler(error, context)
    if response is None:
        return None
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(response.status_code).phrase,
        "status": response.status_code,
        "detail": str(response.data.get("detail", "")),
    }
    if isinstance(error, BadParameters):
        problem["detail"] = _("A parameter could not be read. Nothing was left out silently.")
        problem["parameters"] = [
            {"name": name, "reason": str(reason)}
            for name, reasons in error.reasons.items()
            for reason in reasons
        ]
    response.data = problem
    response.content_type = "application/problem+json"
    return response
