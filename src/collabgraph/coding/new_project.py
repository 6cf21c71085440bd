"""The files of a new project."""

from __future__ import annotations

import json
import re

from collabgraph.coding.forms.json_schema import json_schema
from collabgraph.coding.forms.template import yaml_template
from collabgraph.coding.project import SETTINGS_FILE, settings_text
from collabgraph.model import Framework, Ontology
from collabgraph.words import Speech, mark

_SETTINGS = mark("The settings of a collabgraph project. 'shipped' lists the cases that come with collabgraph too.")
_README = mark("""# {name}

Cases of collaborative governance, coded for collabgraph.

* `{case}` is the first case: an example to be replaced. One file for each case; more files may lie here or in `cases/`.
* `frameworks/` is for theories of your own, as Turtle files; the id of each is the name of its file.
* `terms/` is for terms of your own, as YAML files: kinds of tie, roles, sectors, levels, indicators; see
  `terms/example.yaml`.
* `collabgraph.toml` says which theory and language the commands use here.

What you leave out of a case is *not reported*; it never counts as absent.

    collabgraph codes            # what can be chosen
    collabgraph check            # what is missing or wrong, with its place
    collabgraph status           # how far the cases are coded, and what to ask next
    collabgraph compare A B      # two cases side by side; shipped ones can be named too
    collabgraph map A -o map.html
""")
_TERMS = mark("""# Own terms: a list, an id, a label and a definition. Remove the number signs to use them.
# tie:
#   mentors: {{label: mentors, definition: One actor teaches the other over a longer time.}}
# indicator:
#   quorum-met:
#     label: quorum met
#     definition: Enough members came to decide.
#     framework: {framework}
#     favourable: [achieved]
""")


def files_of(name: str, framework: Framework, ontology: Ontology, lang: str, form: str) -> dict[str, bytes]:
    """The content of each file by its name in the folder, the first case first; the id of the case is from ``name``."""
    say = Speech(lang)
    case = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-") or "my-case"
    case = case if case[0].isalpha() else f"case-{case}"
    first = f"{case}.{'xlsx' if form == 'workbook' else form}"
    settings = {"framework": framework.id, "language": lang, "shipped": False}
    texts = {
        SETTINGS_FILE: settings_text(settings, [say(_SETTINGS)]),
        "README.md": say(_README, name=name, case=first),
        "terms/example.yaml": say(_TERMS, framework=framework.id),
        "frameworks/README.md": say(_FRAMEWORKS),
        "case.schema.json": json.dumps(json_schema(ontology, lang), ensure_ascii=False, indent=1) + "\n",
    }
    return {
        first: _first(form, case, framework, ontology, lang),
        **{path: text.encode() for path, text in texts.items()},
    }


def _first(form: str, case: str, framework: Framework, ontology: Ontology, lang: str) -> bytes:
    """The content of the first case: an example."""
    if form == "yaml":
        return yaml_template(case, framework, lang).encode()
    from collabgraph.coding.forms import workbook

    return workbook.template(workbook.SHEETS, framework.id, ontology, lang)


_FRAMEWORKS = mark(
    "Theories of your own, one Turtle file each. ontology/README.md of collabgraph says how one is written.\n"
)
