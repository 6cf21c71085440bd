"""The last part of a report: by which command, from which files, with which software it was made."""

from __future__ import annotations

from collabgraph.output.document import Part, Table, columns, paragraphs, text_cell
from collabgraph.output.report.provenance import Record
from collabgraph.words import Speech


def making(say: Speech, record: Record) -> Part:
    """By which command, from which files, with which software the report was made, and when."""
    inputs = tuple((text_cell(each.name), text_cell(each.sha256)) for each in record.inputs)
    software = tuple((text_cell(name), text_cell(version)) for name, version in record.software)
    lines = [say("Made by this command: {command}", command=record.command)]
    if record.made is not None:
        lines.append(say("Made on {date}.", date=record.made.isoformat()))
    lines.append(say("The sums are those of the files as they were read: the same files give the same report."))
    return Part(
        "making",
        say("Versions, inputs and command"),
        (
            *paragraphs(lines),
            Table(say("Inputs"), columns(file=say("file"), sha256="SHA-256"), inputs),
            Table(say("Software"), columns(software=say("software"), version=say("version")), software),
        ),
    )
