"""Help, usage errors and click's own words in the language a person asks for.

The language of a run is that of the last ``--lang`` in the arguments, wherever it stands, else that of the variable
COLLABGRAPH_LANG, else English. Texts of commands are written in English where the command is; each paragraph is a
phrase of the catalogue. Click looks its own words up with the standard library's gettext, in a catalogue of ours.
"""

from __future__ import annotations

import copy
import gc
import gettext
import inspect
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, TypeVar

import click

from collabgraph import words
from collabgraph.words import LANGUAGES, VARIABLE, Speech, language_set

#: The catalogue of click's own words, beside that of our phrases.
CLICK = "click"

Say = Callable[[str], str]
AnyCommand = TypeVar("AnyCommand", bound=click.Command)


class Commands(click.Group):
    """Commands that speak the language asked for, and end without a word when interrupted."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        """What click's ``main`` does, in the language of the run, which commands find as the context's object."""
        lang = language(sys.argv[1:] if args is None else args)
        spoken = self if lang == "en" else in_words(self, Speech(lang).as_written)
        with _words_of_click(lang), _no_collection():
            try:
                return super(Commands, spoken).main(args, *rest, obj=lang, **extra)
            finally:
                if args is None:  # the process ends now, and nothing is looked through once more
                    gc.freeze()

    def invoke(self, ctx: click.Context) -> Any:
        """The command's result; exit code 130 on Ctrl-C."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise SystemExit(130) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, each with its whole first sentence, which click would cut to the line."""
        rows = [(name, self.commands[name].get_short_help_str(limit=1000)) for name in self.list_commands(ctx)]
        with formatter.section(gettext.gettext("Commands")):
            formatter.write_dl(rows)


def language(arguments: Sequence[str]) -> str:
    """The language of a run with these arguments; what is no language of ours is left for click to refuse.

    >>> language(["show", "--help", "--lang", "id"]), language(["show", "--lang=id"]), language(["--lang", "fr"])
    ('id', 'id', 'en')
    """
    given = [language_set()]
    for word, following in pairwise((*arguments, "")):
        if word == "--":
            break
        if word == "--lang" or word.startswith("--lang="):
            given.append(following if word == "--lang" else word.removeprefix("--lang="))
    return next(lang for lang in reversed(given) if lang in LANGUAGES)


def refuse_unknown_language(say: Speech) -> None:
    """Nothing; raises UsageError where COLLABGRAPH_LANG names no language of ours."""
    name = os.environ.get(VARIABLE)
    if name and name not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        message = say("{variable} is '{name}'; the languages are: {known}.", variable=VARIABLE, name=name, known=known)
        raise click.UsageError(message)


@contextmanager
def _no_collection() -> Iterator[None]:
    """While it lasts no garbage is collected: a command makes little, and looking for it takes a tenth of its time.

    ``serve``, which does not end by itself, turns it on again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _words_of_click(lang: str) -> Iterator[None]:
    """While it lasts click speaks this language; then the settings of gettext are what they were before."""
    if lang == "en":
        yield
        return
    domain, folder, languages = gettext.textdomain(), gettext.bindtextdomain(CLICK), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(CLICK, str(words.LOCALE))
    gettext.textdomain(CLICK)
    os.environ["LANGUAGE"] = lang
    try:
        yield
    finally:
        gettext.textdomain(domain)
        gettext.bindtextdomain(CLICK, folder)
        if languages is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = languages


def in_words(command: AnyCommand, say: Say) -> AnyCommand:
    """The same command, and those below it, with every text of its help as ``say`` gives it."""
    spoken = copy.copy(command)
    spoken.help, spoken.epilog, spoken.short_help = (
        text and _paragraphs(text, say) for text in (command.help, command.epilog, command.short_help)
    )
    spoken.options_metavar = command.options_metavar and _placeholders(command.options_metavar, say)
    spoken.params = [_parameter(param, say) for param in command.params]
    spoken._help_option = None  # click keeps the option it made for the language before
    if isinstance(spoken, click.Group):
        spoken.subcommand_metavar = _placeholders(spoken.subcommand_metavar, say)
        spoken.commands = {name: in_words(each, say) for name, each in spoken.commands.items()}
    return spoken


def _parameter(param: click.Parameter, say: Say) -> click.Parameter:
    spoken = copy.copy(param)
    if isinstance(spoken, click.Option) and spoken.help:
        spoken.help = _paragraphs(spoken.help, say)
    spoken.metavar = param.metavar and _placeholders(param.metavar, say)
    if not isinstance(param.type, click.Choice | click.Tuple):  # their names are made of what they hold
        spoken.type = copy.copy(param.type)
        spoken.type.name = say(param.type.name.upper()).lower()
    return spoken


def _paragraphs(text: str, say: Say) -> str:
    return "\n\n".join(_paragraph(each, say) for each in inspect.cleandoc(text).split("\n\n"))


def _paragraph(paragraph: str, say: Say) -> str:
    """A paragraph as one phrase; where lines are kept as written, those that are indented are commands, not words."""
    if not paragraph.startswith("\b"):
        phrase = " ".join(paragraph.split())
        return say(phrase)
    return "\n".join(line if line[:1] in ("", " ", "\b") else say(line) for line in paragraph.split("\n"))


def _placeholders(metavar: str, say: Say) -> str:
    """A metavar with its words, which stand in capitals, said: "[CASE]..." as "[KASUS]..."."""
    return re.sub(r"[A-Z]{2,}", lambda word: say(word[0]), metavar)
