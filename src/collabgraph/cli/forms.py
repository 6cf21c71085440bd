"""Commands for people who code cases of their own: convert between forms, list the codes, the schema of YAML."""

from __future__ import annotations

import json
from pathlib import Path

import click

from collabgraph.cli.settings import FRAMEWORK, Settings, common


@click.command("convert")
@click.argument("case_name", metavar="CASE")
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Replace FILE if it exists.")
@common((), without=("basis", "output"))
def convert(settings: Settings, case_name: str, target: Path, replace: bool) -> None:
    """Write a case in another form, by the ending of the file: .yaml, .xlsx, .ttl, .nt, .jsonld, .rdf.

    A name without an ending is a folder of CSV files. A workbook may have several cases. Nothing is lost: what a form
    cannot say is refused, and nothing is written then. Comments of a file are not kept.

    \b
    Examples:
      collabgraph convert my-case.ttl my-case.yaml
      collabgraph convert my-case.yaml my-case.ttl
      collabgraph convert pbg pbg.xlsx --lang id
    """
    from collabgraph.coding.forms.graphs import converted
    from collabgraph.errors import FileExists

    library = settings.library()
    files = converted(library.sound_graphs(case_name), target, library.ontology, settings.lang)
    folder = target.parent if target.suffix else target
    for name in files:
        if (folder / name).exists() and not replace:
            raise FileExists(path=folder / name)
    settings.make_folders(folder)
    for name, content in files.items():
        settings.put(folder / name, content)


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


@click.command("new")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@FRAMEWORK
@click.option(
    "--form",
    type=click.Choice(("yaml", "workbook")),
    default="yaml",
    show_default=True,
    help="Whether cases are written as text or in a spreadsheet program.",
)
@common((), without=("basis", "cases", "store", "output"))
def new(settings: Settings, folder: Path, framework: str | None, form: str) -> None:
    """Make a folder for cases of your own: settings, a first case with an example, places for own theories and terms.

    Inside it every command sees its cases, theories and terms. Nothing that exists is replaced.

    \b
    Examples:
      collabgraph new my-study
      collabgraph new studi-saya --lang id --form workbook --framework ansell-gash-2008
    """
    from collabgraph.coding.new_project import files_of
    from collabgraph.errors import FileExists

    library, theory = settings.read_with(framework)
    files = files_of(folder.resolve().name, theory, library.ontology, settings.lang, form)
    for name in files:
        if (folder / name).exists():
            raise FileExists(path=folder / name)
    settings.make_folders(folder, *{(folder / name).parent for name in files})
    for name, content in files.items():
        settings.put(folder / name, content)
    click.echo(settings.say("{folder} is ready. Next: cd {folder}, edit {case}, then 'collabgraph check'.",
                            folder=str(folder), case=next(iter(files))))  # fmt: skip


@click.command("check")
@click.argument("names", metavar="[PATH|CASE]...", nargs=-1)
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
@click.option(
    "--mark",
    "copy",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a copy of the workbook with faulty cells coloured and a column of problems.",
)
@common(without=("basis",))
def check(settings: Settings, names: tuple[str, ...], watch: bool, copy: Path | None) -> None:
    """Say what is missing or wrong in the project: counts first, then each fault with its place and what to do.

    Exit code 0: clean or warnings only, 3: faults, 1: a file that cannot be read.

    \b
    Examples:
      collabgraph check
      collabgraph check my-case.yaml --watch
      collabgraph check my-cases.xlsx --mark marked.xlsx
    """
    from collabgraph.cli import watching

    if copy is not None and (len(names) != 1 or Path(names[0]).suffix.lower() not in (".xlsx", ".xlsm")):
        raise click.UsageError(settings.say("--mark writes a copy of one workbook: name it, such as my-cases.xlsx."))
    if watch:
        watching.again(settings, lambda: _checked(settings, names, copy), written=(copy, settings.output))
    raise SystemExit(_checked(settings, names, copy))


def _checked(settings: Settings, names: tuple[str, ...], copy: Path | None) -> int:
    """The exit code of one check, which is written out."""
    from collabgraph.coding.checking import checked
    from collabgraph.output.presenters.issues import check

    result = checked(settings.library(), settings.project, names)
    settings.write(check(result))
    if copy is not None and not result.unreadable:
        from collabgraph.coding.checking import marked

        settings.put(copy, marked(Path(names[0]), result.issues, settings.lang))
    if result.unreadable:
        return 1
    return 3 if any(issue.blocking for issue in result.issues) else 0


@click.command("status")
@click.argument("names", metavar="[CASE]...", nargs=-1)
@FRAMEWORK
@common()
def status(settings: Settings, names: tuple[str, ...], framework: str | None) -> None:
    """Show how far cases are coded: constructs by cases, claims without a page, and what to ask next.

    \b
    Examples:
      collabgraph status
      collabgraph status pbg --framework ansell-gash-2008
    """
    from collabgraph.analysis.conditions import preconditions
    from collabgraph.output.presenters.coded import presentation

    chosen = names or [case.id for case in settings.openable(settings.library())]
    library, theory, cases = settings.opened(chosen, framework)
    results = [preconditions(case, theory, library.ontology, settings.bases) for case in cases]
    settings.write(presentation(results, library.ontology))
