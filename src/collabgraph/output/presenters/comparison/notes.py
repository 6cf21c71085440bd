"""What the tables of a report mean, and their notes: the names, signs, claims and bases that each of them has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from collabgraph.model import Claim
from collabgraph.output.document import StatusCell, Table, cell_runs, plain, targets, words
from collabgraph.output.presenters import terms
from collabgraph.output.presenters.comparison.account import Account


def explained(table: Table, account: Account, means: str, *more: str) -> Table:
    """The table with a sentence of what it means, and a note that begins with ``more``; only in a report."""
    if not account.annotated:
        return table
    lines = [*filter(None, more), *_cases(table, account), *_signs(table, account), *_claims(table, account)]
    return replace(table, means=words(means), note=words(" ".join(lines)))


def _said(table: Table, account: Account) -> str:
    """Every word of the table."""
    heads = " | ".join(column.label for column in table.columns)
    return " | ".join([heads, *(plain(cell_runs(cell, account.say)) for row in table.rows for cell in row)])


def _cases(table: Table, account: Account) -> Iterator[str]:
    """The title of each case that the table names."""
    said = _said(table, account)
    for case in account.comparison.cases.values():
        name, title = terms.case_name(case), case.title[account.say.lang]
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said):
            yield f"{name}: {title.removeprefix(name).lstrip(': ')}.".replace("..", ".")


def _signs(table: Table, account: Account) -> Iterator[str]:
    """The glyphs in the table with their statuses, and what an unknown one would have to be."""
    cells = [cell for row in table.rows for cell in row if isinstance(cell, StatusCell)]
    used = {glyph for cell in cells for glyph in (cell.glyph, *cell.differs_if)}
    labels = {
        glyph: account.ontology.code("status", status)[account.say.lang] for status, glyph in terms.GLYPHS.items()
    }
    if used:
        signs = ", ".join(f"{glyph} {label}" for glyph, label in labels.items() if glyph in used)
        yield account.say("Signs: {signs}.", signs=signs)
    if any(cell.differs_if for cell in cells):
        yield account.say("Differs if: with one of these statuses the case would differ from the others.")


def _claims(table: Table, account: Account) -> Iterator[str]:
    """What a claim is called, and the bases and attributions of those that the table cites."""
    say, ontology = account.say, account.ontology
    known = {claim.iri: claim for case in account.comparison.cases.values() for claim in case.claims}
    cited = [known[to.name] for to in targets(table.rows) if to.kind == "claim" and to.name in known]
    if not cited:
        return
    yield say("{claim} and the like are claims; the word after each is its basis.", claim=cited[0].id)
    said = _said(table, account)
    codes = [("basis", code) for code in dict.fromkeys(claim.basis.value for claim in cited)]
    codes += [("attribution", code) for code in dict.fromkeys(map(_attribution, cited)) if code]
    for name, code in codes:
        term = next(term for term in ontology.code_lists[name] if term.id == code)
        label = term.label[say.lang]
        if label in said:
            yield f"{label[:1].upper()}{label[1:]}: {_first_clause(term.definition[say.lang])}."


def _attribution(claim: Claim) -> str:
    return claim.attribution or ""


def _first_clause(definition: str) -> str:
    clause = re.split(r"[.:;](?:\s|$)", definition, maxsplit=1)[0]
    return clause[:1].lower() + clause[1:]
