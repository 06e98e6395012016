"""The schema of the open data, and the reference page that is written from it."""

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from directory.api.answers import describe_terms, open_to_all
from directory.api.parts import list_parts
from directory.licences import ATTRIBUTION, OPEN_GOVERNMENT
from directory.services.bulk_files import list_bulk_files

REFERENCE = "#/components/schemas/"


@cache
def build_schema() -> dict[str, Any]:
    """Return the OpenAPI document. It says the same for as long as the process lives."""
    from directory.api.urls import urlpatterns  # which names this module

    generator = SchemaGenerator(patterns=[*urlpatterns, *list_parts()])
    schema: dict[str, Any] = json.loads(json.dumps(generator.get_schema(public=True), default=str))
    return schema


@open_to_all
@require_safe
def show_schema(request: HttpRequest) -> HttpResponse:
    """Send the OpenAPI document."""
    return JsonResponse(build_schema())


@require_safe
def show_reference(request: HttpRequest) -> HttpResponse:
    """Explain the open data to developers, from the schema."""
    context = {
        "groups": describe_operations(build_schema()),
        "files": list_bulk_files(),
        "rate": settings.API_RATE,
        "licence": OPEN_GOVERNMENT,
        "licence_of_towns": ATTRIBUTION,
        "attribution": describe_terms()["attribution"],
    }
    return render(request, "directory/api/reference.html", context)


def describe_operations(schema: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the addresses as the page shows them, by group."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema["paths"].items():
        operation = methods["get"]
        answer = next(iter(operation["responses"]["200"]["content"].values()))
        title, _, text = operation["description"].partition("\n")
        row = {
            "id": operation["operationId"],
            "path": path,
            "title": title,
            "text": text.strip(),
            "parameters": operation.get("parameters", []),
            "fields": list_fields(schema, answer["schema"]),
            "example": write_example(answer),
        }
        groups.setdefault(operation["tags"][0], []).append(row)
    return groups


def list_fields(schema: dict[str, Any], answer: dict[str, Any]) -> list[dict[str, str]]:
    """Return the fields of an answer's rows, or of the answer itself where it is no list."""
    fields = _resolve(schema, answer).get("properties", {})
    if "results" in fields:
        fields = _resolve(schema, fields["results"]["items"])["properties"]
    return [
        {"name": name, "type": _name_type(field), "description": field.get("description", "")}
        for name, field in fields.items()
    ]


def write_example(answer: dict[str, Any]) -> str:
    """Return the example of an answer as indented JSON; "" where it has none."""
    examples = list(answer.get("examples", {}).values())
    return json.dumps(examples[0]["value"], indent=2, ensure_ascii=False) if examples else ""


def _resolve(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    name = part.get("$ref", "").removeprefix(REFERENCE)
    found: dict[str, Any] = schema["components"]["schemas"][name] if name else part
    return found


def _name_type(field: dict[str, Any]) -> str:
    name = field.get("format") or field.get("type") or "text"
    return {"string": "text", "uri": "address", "double": "number", "array": "list"}.get(name, name)
