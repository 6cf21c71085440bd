"""The JSON Schema of the YAML form, by which editors complete and check what is typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collabgraph.coding.forms.fields import CASE, EVIDENCE, SECTIONS, Field, Section
from collabgraph.model import Ontology

_ID = {"type": "string", "pattern": r"^(<[^<>\s]+>|[\w:][\w.:-]*)$"}
_WORDS: Mapping[str, Any] = {
    "anyOf": [
        {"type": ["string", "number"]},
        {"type": "object", "additionalProperties": {"type": ["string", "number", "array"]}},
    ]
}
_TEXT = {"type": ["string", "number"]}


def json_schema(ontology: Ontology, lang: str = "en") -> dict[str, Any]:
    """The schema (draft 2020-12) with the codes, constructs and indicators of an ontology, and help in a language."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A case of collaborative governance, for collabgraph",
        "type": "object",
        "properties": {
            "case": _ID,
            "language": {"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"},
            "framework": {"enum": list(ontology.frameworks)},
            "basis": {"enum": [term.id for term in ontology.code_lists["basis"]]},
            **_fields(CASE, ontology, lang),
            "description": _WORDS,
            **{section.key: _section(section, ontology, lang) for section in SECTIONS},
            "texts": {"type": "object", "additionalProperties": {"type": "object"}},
        },
        "anyOf": [{"required": ["case", "title", "period"]}, {"required": ["study", "title", "description"]}],
        "additionalProperties": False,
    }


def _section(section: Section, ontology: Ontology, lang: str) -> dict[str, Any]:
    fields = _fields(section, ontology, lang)
    described = {"description": section.help[lang]}
    if not section.of_claims:
        one = {"anyOf": [_TEXT, {"type": "object", "properties": fields, "additionalProperties": False}]}
        return {**described, "type": "object", "additionalProperties": one}
    within = {part.key: _within(part, ontology, lang) for part in section.parts}
    # the short line of a claim has a key of its own, so that other keys are allowed
    claim = {"type": "object", "properties": {"id": _ID, **fields, **within}}
    needed = {"required": ["evidence"]} if section.provable else {}
    return {**described, "type": "array", "items": {**claim, **needed}}


def _within(section: Section, ontology: Ontology, lang: str) -> dict[str, Any]:
    """Evidence: one or several. Likelihoods: also by hypothesis, in short or with their other fields."""
    fields = _fields(section, ontology, lang)
    whole = {"type": "object", "properties": fields, "additionalProperties": False}
    if section is EVIDENCE:
        one = {"anyOf": [{"type": "string", "pattern": r"^\S+?(, .+?)?: .+"}, whole]}
        return {"anyOf": [one, {"type": "array", "items": one}]}
    by_hypothesis = {"anyOf": [_TEXT, whole]}
    return {
        "description": section.help[lang],
        "anyOf": [
            {"type": "object", "additionalProperties": by_hypothesis},
            {"type": "array", "items": whole},
        ],
    }


def _fields(section: Section, ontology: Ontology, lang: str) -> dict[str, Any]:
    return {field.key: {"description": field.help[lang], **_value(field, ontology)} for field in section.fields}


def _value(field: Field, ontology: Ontology) -> dict[str, Any]:
    if field.kind in ("text", "note"):
        return {"anyOf": [*_WORDS["anyOf"], {"type": "array", "items": _TEXT}]} if field.many else dict(_WORDS)
    names = _names(field, ontology)
    one = {"anyOf": [{"enum": names}, _TEXT]} if names else _TEXT
    return {"anyOf": [one, {"type": "array", "items": one}]} if field.many else dict(one)


def _names(field: Field, ontology: Ontology) -> list[str]:
    """What editors offer for a field; labels and names with a prefix may be written too."""
    if field.kind == "code":
        return [term.id for term in ontology.code_lists[field.code_list]]
    if field.kind in ("construct", "indicator", "effect"):
        constructs = [each for framework in ontology.frameworks.values() for each in framework.constructs.values()]
        either, indicators = field.kind == "effect", field.kind == "indicator"
        return sorted({each.term.id for each in constructs if either or each.is_indicator is indicators})
    return []
