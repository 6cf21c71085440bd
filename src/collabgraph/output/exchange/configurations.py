"""Memberships for other programs: R with the packages QCA, SetMethods and NCA, and fsQCA.

Those programs know no unknown cells: what is unknown, wholly or in part, is a blank cell, and the scripts say so.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from collabgraph.analysis.many.cautions import halves
from collabgraph.analysis.many.memberships import Memberships, Numbers
from collabgraph.analysis.many.truth_tables import Cuts
from collabgraph.words import Speech
from collabgraph.words.characters import clean_for_xml, harmless

_R_KEYWORDS = frozenset("if else repeat while function for next break TRUE FALSE NULL Inf NaN NA in".split())


def files(memberships: Memberships, cuts: Cuts, tool: str, lang: str = "en") -> dict[str, bytes]:
    """The files for "r" or "fsqca" by name: the data, and scripts or a note on how to go on.

    A negated outcome is written as it is computed; names are made fit for the programs, and the scripts list both.
    """
    say = Speech(lang)
    names = _fit_names((*memberships.conditions, memberships.outcome), lower=tool != "r")
    comments = list(_comments(memberships, names, say))
    if tool == "r":
        data = _table(memberships, names, "case")
        scripts = {
            "qca.R": _qca(memberships, names, cuts),
            "setmethods.R": _set_methods(memberships, names, cuts),
            "nca.R": _nca(memberships, names),
        }
        made = {name: _commented(comments, body) for name, body in scripts.items()}
        return {"data.csv": data.encode(), **{name: text.encode() for name, text in made.items()}}
    note = "\n".join([*comments, *_how_in_fsqca(memberships, names, cuts, say)]) + "\n"
    return {"data.csv": _table(memberships, names, "caseid").encode(), "README.txt": note.encode()}


def _fit_names(names: Sequence[str], *, lower: bool) -> list[str]:
    """Names of letters, digits and _ that begin with a letter and differ from each other, in the same order.

    >>> _fit_names(["trust-building", "~W", "trust.building"], lower=False)
    ['trust_building', 'not_W', 'trust_building2']
    """
    found: list[str] = []
    for name in names:
        plain = re.sub(r"\W+", "_", name.replace("~", "not_"), flags=re.ASCII).strip("_") or "X"
        plain = plain if plain[0].isalpha() and plain not in _R_KEYWORDS else f"X{plain}"
        plain = plain.lower() if lower else plain
        taken = {each.casefold() for each in found}
        n = 2
        fit = plain
        while fit.casefold() in taken:
            fit, n = f"{plain}{n}", n + 1
        found.append(fit)
    return found


def _table(memberships: Memberships, names: Sequence[str], case: str) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([case, *names])
    pairs = zip(memberships.low, memberships.high, strict=True)
    ends = zip(memberships.outcome_low, memberships.outcome_high, strict=True)
    columns = [*(_known(low, high) for low, high in pairs), [_written(*pair) for pair in ends]]
    for n, name in enumerate(memberships.cases):
        writer.writerow([harmless(name), *(column[n] for column in columns)])
    return buffer.getvalue()


def _known(low: Numbers, high: Numbers) -> list[str]:
    """A column of degrees, or of levels; blank where it is not known exactly."""
    if low.shape[1] == 2:
        return [_written(*ends) for ends in zip(low[:, 1], high[:, 1], strict=True)]
    return [str(int(row.argmax())) if row.sum() == 1 else "" for row in high]


def _written(low: float, high: float) -> str:
    return f"{low:.10g}" if low == high else ""


# Comments ------------------------------------------------------------------------------------------------------------


def _comments(memberships: Memberships, names: Sequence[str], say: Speech) -> Iterator[str]:
    """What the data are, which names were changed, and which cells are blank."""
    yield say("Memberships written by collabgraph: {n} cases, {k} conditions, the outcome {outcome}.",
              n=len(memberships.cases), k=len(memberships.conditions), outcome=_line(memberships.outcome))  # fmt: skip
    written = (*memberships.conditions, memberships.outcome)
    changed = [f"{fit} = {_line(name)}" for fit, name in zip(names, written, strict=True) if fit != name]
    if changed:
        yield say("Names changed for the program: {names}.", names=", ".join(changed))
    if unknown := memberships.unknown:
        yield say(
            "BLANK CELLS: {n}. They are unknown, not absent. This program stops at them or drops the case without a "
            "word; 'collabgraph qca' carries them through. The cells:", n=len(unknown),
        )  # fmt: skip
        for case, name in unknown:
            yield f"  {_line(case)}: {_line(name)} {_range(memberships, case, name)}".rstrip()
    yield from (_line(sentence[say.lang]) for sentence in halves(memberships))


def _range(memberships: Memberships, case: str, name: str) -> str:
    """What a blank cell is known to lie between, if anything."""
    n = memberships.cases.index(case)
    if name == memberships.outcome:
        low, high = memberships.outcome_low[n], memberships.outcome_high[n]
    else:
        k = memberships.conditions.index(name)
        if memberships.levels[k] > 2:
            return "/".join(str(level) for level in memberships.high[k][n].nonzero()[0])
        low, high = memberships.low[k][n, 1], memberships.high[k][n, 1]
    return "" if (low, high) == (0, 1) else f"{low:g}-{high:g}"


def _line(text: str) -> str:
    """The text on one line, so that a comment ends where it should."""
    return " ".join(clean_for_xml(text).split())


def _commented(comments: Iterable[str], body: str) -> str:
    return "".join(f"# {line}\n" for line in comments) + "\n" + body


# R -------------------------------------------------------------------------------------------------------------------

_READ = 'data <- read.csv("data.csv", row.names = 1, check.names = FALSE, na.strings = "")\n'
_COMPLETE = "data <- data[complete.cases(data), ]  # the cases with a blank cell are dropped here\n"


def _vector(names: Iterable[str]) -> str:
    return "c(" + ", ".join(f'"{name}"' for name in names) + ")"


def _read(memberships: Memberships) -> str:
    return _READ + (_COMPLETE if memberships.unknown else "")


def _qca(memberships: Memberships, names: Sequence[str], cuts: Cuts) -> str:
    *conditions, outcome = names
    inclusion = f"{cuts.inclusion:g}" if cuts.lower is None else f"c({cuts.inclusion:g}, {cuts.lower:g})"
    pri = f", pri.cut = {cuts.pri:g}" if cuts.pri else ""
    return (
        f"library(QCA)\n{_read(memberships)}conditions <- {_vector(conditions)}\n"
        f'tt <- truthTable(data, outcome = "{outcome}", conditions = conditions, incl.cut = {inclusion}, '
        f"n.cut = {cuts.n}{pri}, show.cases = TRUE, complete = FALSE)\n"
        "print(tt)\n"
        "print(minimize(tt, details = TRUE))                  # conservative\n"
        'print(minimize(tt, include = "?", details = TRUE))   # parsimonious, all ties\n'
        f'print(superSubset(data, outcome = "{outcome}", conditions = conditions, incl.cut = 0.9, cov.cut = 0.6, '
        "ron.cut = 0.5))\n"
    )


def _set_methods(memberships: Memberships, names: Sequence[str], cuts: Cuts) -> str:
    *conditions, outcome = names
    return (
        f"library(SetMethods)\nlibrary(QCA)\n{_read(memberships)}conditions <- {_vector(conditions)}\n"
        f'sol <- minimize(data, outcome = "{outcome}", conditions = conditions, incl.cut = {cuts.inclusion:g}, '
        f'n.cut = {cuts.n}, include = "?", details = TRUE)\n'
        f'print(QCAfit(data[, conditions], data[, "{outcome}"], necessity = TRUE))\n'
        f'print(smmr(results = sol, outcome = "{outcome}", match = FALSE, cases = 2))\n'
    )


def _nca(memberships: Memberships, names: Sequence[str]) -> str:
    *conditions, outcome = names
    levels = zip(conditions, memberships.levels, strict=True)
    ordered = [name for name, n in levels if n == 2]
    return (
        f"library(NCA)\n{_read(memberships)}"
        f'model <- nca_analysis(data, {_vector(ordered)}, "{outcome}", ceilings = c("ce_fdh", "cr_fdh"), '
        "test.rep = 10000)\n"
        "nca_output(model, summaries = TRUE, bottlenecks = TRUE)\n"
    )


# fsQCA ---------------------------------------------------------------------------------------------------------------


def _how_in_fsqca(memberships: Memberships, names: Sequence[str], cuts: Cuts, say: Speech) -> Iterator[str]:
    yield ""
    yield say("In fsQCA: File, Open, data.csv. Analyze, Truth Table Algorithm: outcome {outcome}; conditions {names}.",
              outcome=names[-1], names=", ".join(names[:-1]))  # fmt: skip
    yield say("Frequency cutoff {n}, consistency cutoff {inclusion}.", n=cuts.n, inclusion=f"{cuts.inclusion:g}")
    if any(n > 2 for n in memberships.levels):
        yield say("fsQCA has no conditions of several levels; use R for those.")
