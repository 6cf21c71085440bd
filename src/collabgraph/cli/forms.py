"""Commands for people who code cases of their own: convert between forms, list the codes, the schema of YAML."""

from __future__ import annotations

import json
from pathlib import Path

import click

from collabgraph.cli.settings import FRAMEWORK, Settings, common


@click.command("convert")
@click.argument("case_name", metavar="CASE")
@click.argument("target", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace FILE if it exists.")
@common((), without=("basis", "output"))
def convert(settings: Settings, case_name: str, target: Path, replace: bool) -> None:
    """Write a case in another form, by the ending of the file: .yaml, .ttl, .nt, .jsonld, .rdf.

    Nothing is lost: what a form cannot say is refused, and nothing is written then. Comments of a file are not kept.

    \b
    Examples:
      collabgraph convert my-case.ttl my-case.yaml
      collabgraph convert my-case.yaml my-case.ttl
      collabgraph convert pbg pbg.yaml
    """
    from collabgraph.coding.forms.graphs import converted
    from collabgraph.errors import FileExists

    library = settings.library()
    if target.exists() and not replace:
        raise FileExists(path=target)
    settings.put(target, converted(library.sound_graph(case_name), target, library.ontology))


@click.command("codes")
@click.argument("names", metavar="[LIST]...", nargs=-1)
@FRAMEWORK
@common(without=("basis", "cases", "store"))
def codes(settings: Settings, names: tuple[str, ...], framework: str | None) -> None:
    """List what can be chosen when a case is coded, with definitions: kinds of tie, roles, constructs and so on.

    \b
    Examples:
      collabgraph codes
      collabgraph codes tie role
      collabgraph codes constructs --lang id
    """
    from collabgraph.coding.forms.fields import code_lists
    from collabgraph.errors import UnknownCodeList
    from collabgraph.output.presenters import codes as presenter
    from collabgraph.words.nearest import suggestion

    library, _ = settings.read_with(framework)
    lists = {one.name: one for one in presenter.lists(library.ontology, code_lists())}
    for name in names:
        if name not in lists:
            raise UnknownCodeList(name=name, nearest=suggestion(name, lists), known=", ".join(lists))
    if names:
        settings.write(presenter.presentation([lists[name] for name in names]))
    else:
        settings.write(presenter.overview([*lists.values()]))


@click.command("schema")
@FRAMEWORK
@common((), without=("basis", "cases", "store"))
def schema(settings: Settings, framework: str | None) -> None:
    """Write the JSON Schema of cases in YAML, by which an editor completes and checks what is typed.

    \b
    Examples:
      collabgraph schema -o case.schema.json
      collabgraph schema --framework my-theory.ttl --lang id -o case.schema.json
    """
    from collabgraph.coding.forms.json_schema import json_schema

    library, _ = settings.read_with(framework)
    settings.send(json.dumps(json_schema(library.ontology, settings.lang), ensure_ascii=False, indent=2) + "\n")
