"""Pages as text: what is given is escaped, and the policy lets only our own scripts run."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabgraph.output import pages

HOSTILE = ("</script><script>alert(1)</script>", "<!--<script>", "]]>", "&lt;", "\u2028\u2029", '"\\', "\u202eabc")


class Elements(HTMLParser):
    """The names of the elements a page has."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def handle_starttag(self, tag: str, _: object) -> None:
        self.names.append(tag)


def elements(page: str) -> list[str]:
    parser = Elements()
    parser.feed(page)
    return parser.names


def as_json(value: object) -> str:
    """What a page has of the value in a script."""
    return pages._environment().from_string("{{ value|tojson }}").render(value=value)


@pytest.mark.parametrize("label", HOSTILE)
def test_no_value_ends_the_script_it_stands_in(label: str) -> None:
    block = as_json({label: [label]})
    assert json.loads(block) == {label: [label]}
    assert elements(f'<script type="application/json">{block}</script>') == ["script"]
    assert not set(block) & set("<>&'\u2028\u2029")


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner)))
def test_what_is_written_as_json_is_read_back_as_it_was(value: object) -> None:
    assert json.loads(as_json(value)) == value


def test_what_json_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json(float("nan"))


def test_json_has_its_keys_in_one_order_and_no_spaces() -> None:
    assert as_json({"b": [1, 2], "a": {"d": None, "c": True}}) == '{"a":{"c":true,"d":null},"b":[1,2]}'


def test_the_policy_names_the_hash_of_each_script_and_style_and_fetches_nothing() -> None:
    digest = base64.b64encode(hashlib.sha256("let a = 'Ä';".encode()).digest()).decode()
    rules = dict(rule.split(" ", 1) for rule in pages.policy(["let a = 'Ä';", "b"], []).split("; "))
    assert rules["script-src"].split()[0] == f"'sha256-{digest}'"
    assert len(rules["script-src"].split()) == 2
    assert rules["default-src"] == rules["style-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == "data: blob:"


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A template of a folder that stands in for the package."""
    monkeypatch.setattr(pages, "_FOLDER", tmp_path)
    pages._environment.cache_clear()
    yield tmp_path / "page.html"
    pages._environment.cache_clear()


@pytest.mark.parametrize("label", HOSTILE)
def test_what_a_template_is_given_stays_text(template: Path, label: str) -> None:
    template.write_text('<p title="{{ label }}">{{ label }}</p>', encoding="utf-8")
    assert elements(pages.render("page.html", "en", label=label)) == ["p"]


def test_a_template_speaks_the_language_of_its_page(template: Path) -> None:
    template.write_text('{{ lang }}: {{ say("none") }}', encoding="utf-8")
    assert pages.render("page.html", "en") == "en: none"
    assert pages.render("page.html", "id") == "id: tidak ada"


def test_a_template_that_misses_a_value_fails(template: Path) -> None:
    template.write_text("{{ title }}", encoding="utf-8")
    with pytest.raises(jinja2.UndefinedError, match="title"):
        pages.render("page.html", "en")
