"""The comparison of cases as a document: which parts, in which order, and what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from collabgraph.output.report import evidence, findings, methods, networks, opening
from collabgraph.output.report.document import Document, Part, Picture, harmless
from collabgraph.output.report.material import Material


def document(material: Material, pictures: Mapping[str, list[Picture]], about_pictures: str) -> Document:
    """The report on a comparison; the pictures stand in the parts they are named after."""
    say, comparison = material.say, material.comparison
    parts = [_with_pictures(part, pictures) for part in (
        opening.reading(material), opening.summary(material), findings.outcomes(material),
        findings.conditions(material), findings.differences(material), findings.shared(material),
        findings.one_sided(material), findings.questions(material), networks.measures(material),
        networks.paper_practice(material), networks.expected(material), findings.rivals(material),
        networks.ties(material),
    )]  # fmt: skip
    appendix = evidence.evidence(parts, material)
    found = Document(
        say.lang,
        say("{cases} compared", cases=say.listed(list(material.names))),
        say("A comparison of case studies, read with {framework}", framework=comparison.framework.title),
        (
            *parts,
            appendix,
            evidence.sources(appendix, material),
            methods.methods(material, about_pictures),
            methods.making(material),
        ),
        " ".join(material.record.software[0]),
        material.record.made,
    )
    return harmless(found)


def _with_pictures(part: Part, pictures: Mapping[str, list[Picture]]) -> Part:
    return replace(part, blocks=(*part.blocks, *pictures.get(part.anchor, ())))
