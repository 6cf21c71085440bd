"""The last part of a report: the command, the files and the software it was made with."""

from __future__ import annotations

from collabgraph.output.document import Part, Table, columns, paragraphs, text_cell, words
from collabgraph.output.report.provenance import Record
from collabgraph.words import Speech


def making(say: Speech, record: Record) -> Part:
    """The command, the files and the software the report was made with, and the date."""
    inputs = tuple((text_cell(file.name), text_cell(file.sha256)) for file in record.inputs)
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
            Table(
                say("Inputs"),
                columns(file=say("file"), sha256="SHA-256"),
                inputs,
                means=words(say("The files that were read: cases, studies, and the shipped theory.")),
                note=words(say("SHA-256: a sum over every byte of a file, which changes with any change of it.")),
            ),
            Table(
                say("Software"),
                columns(software=say("software"), version=say("version")),
                software,
                means=words(say("The software that computed and wrote the report.")),
            ),
        ),
    )
