"""Help, usage errors and click's own messages in the user's language.

The language of a run is that of the last ``--lang`` in the arguments, wherever it is, else that of the variable
COLLABGRAPH_LANG, else that of the project, else English. Help texts are written in English in the command; each
paragraph is a phrase of the catalogue. Click translates its own messages with the standard library's gettext, from a
catalogue of ours.
"""

from __future__ import annotations

import copy
import gc
import gettext
import importlib
import inspect
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import click

from collabgraph import words
from collabgraph.words import LANGUAGES, VARIABLE, Speech, language_set

#: The domain of click's own messages, a catalogue beside that of our phrases.
CLICK = "click"

#: The settings of a project, which ``coding.project`` reads whole.
SETTINGS = "collabgraph.toml"
Say = Callable[[str], str]
Change = Callable[[click.Command], click.Command]
AnyCommand = TypeVar("AnyCommand", bound=click.Command)


class OnDemand(MutableMapping[str, click.Command]):
    """Commands by name, each imported from its module when it is first asked for."""

    def __init__(
        self, modules: Mapping[str, str], change: Callable[[click.Command], click.Command] | None = None
    ) -> None:
        """The commands with these names, from modules of this package; ``change`` is made to each when it is read."""
        self._modules, self._change, self._known = dict(modules), change, dict[str, click.Command]()

    def __getitem__(self, name: str) -> click.Command:
        """The command with this name; raises KeyError."""
        if name not in self._known:
            module = importlib.import_module(f"collabgraph.cli.{self._modules[name]}")
            found = next(one for one in vars(module).values() if isinstance(one, click.Command) and one.name == name)
            self._known[name] = self._change(found) if self._change else found
        return self._known[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        """Add a command."""
        self._known[name] = command

    def __delitem__(self, name: str) -> None:
        """Take a command out."""
        self._known.pop(name, None)
        self._modules.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        """The names, in their order."""
        return iter(dict.fromkeys((*self._modules, *self._known)))

    def __len__(self) -> int:
        """How many commands there are."""
        return len({*self._modules, *self._known})

    def changed(self, change: Change) -> OnDemand:
        """The same commands, with a change made to each when it is read."""
        return OnDemand(self._modules, change)


class Commands(click.Group):
    """A group whose help is in the user's language, and which ends without a message when interrupted."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        """Click's ``main`` in the language of the run, which commands get as the context's object."""
        lang = language(sys.argv[1:] if args is None else args)
        translated = self if lang == "en" else in_words(self, Speech(lang).as_written)
        with _messages_of_click(lang), _no_collection():
            try:
                return super(Commands, translated).main(args, *rest, obj=lang, **extra)
            finally:
                if args is None:  # the process ends now, and the collector need not look through its objects again
                    gc.freeze()

    def invoke(self, ctx: click.Context) -> Any:
        """The command's result; exit code 130 on Ctrl-C."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise SystemExit(130) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, each with its whole first sentence, which click would cut to the line."""
        rows = [(name, self.commands[name].get_short_help_str(limit=1000)) for name in self.list_commands(ctx)]
        with formatter.section(gettext.gettext("Commands")):
            formatter.write_dl(rows)


def language(arguments: Sequence[str]) -> str:
    """The language of a run with these arguments; unknown languages are left for click to refuse.

    >>> language(["show", "--help", "--lang", "id"]), language(["show", "--lang=id"]), language(["--lang", "fr"])
    ('id', 'id', 'en')
    """
    languages = [language_set() if VARIABLE in os.environ else _language_of_project()]
    for word, following in pairwise((*arguments, "")):
        if word == "--":
            break
        if word == "--lang" or word.startswith("--lang="):
            languages.append(following if word == "--lang" else word.removeprefix("--lang="))
    return next(lang for lang in reversed(languages) if lang in LANGUAGES)


def _language_of_project() -> str:
    """The language in the settings of the project that the working folder is in; English outside of one."""
    here = Path.cwd()
    settings = next((folder / SETTINGS for folder in (here, *here.parents) if (folder / SETTINGS).is_file()), None)
    if settings is None:
        return "en"
    import tomllib

    try:
        stated = tomllib.loads(settings.read_text(encoding="utf-8")).get("language")
    except (OSError, ValueError):  # the command says what is wrong with the file
        return "en"
    return stated if stated in LANGUAGES else "en"


def refuse_unknown_language(say: Speech) -> None:
    """Raise UsageError where COLLABGRAPH_LANG names an unknown language."""
    name = os.environ.get(VARIABLE)
    if name and name not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        message = say("{variable} is '{name}'; the languages are: {known}.", variable=VARIABLE, name=name, known=known)
        raise click.UsageError(message)


@contextmanager
def _no_collection() -> Iterator[None]:
    """A context without garbage collection, which would take a tenth of the time of a short command.

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
def _messages_of_click(lang: str) -> Iterator[None]:
    """A context in which click's messages are in this language; the settings of gettext are restored after it."""
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
    """A copy of the command and its subcommands, with every text of the help translated by ``say``."""
    translated = copy.copy(command)
    translated.help, translated.epilog, translated.short_help = (
        text and _paragraphs(text, say) for text in (command.help, command.epilog, command.short_help)
    )
    translated.options_metavar = command.options_metavar and _placeholders(command.options_metavar, say)
    translated.params = [_parameter(param, say) for param in command.params]
    translated._help_option = None  # click caches this option in the language of the first run
    if isinstance(translated, click.Group):
        translated.subcommand_metavar = _placeholders(translated.subcommand_metavar, say)
        if isinstance(commands := translated.commands, OnDemand):
            translated.commands = commands.changed(partial(in_words, say=say))
        else:
            translated.commands = {name: in_words(subcommand, say) for name, subcommand in commands.items()}
    return translated


def _parameter(param: click.Parameter, say: Say) -> click.Parameter:
    translated = copy.copy(param)
    if isinstance(translated, click.Option) and translated.help:
        translated.help = _paragraphs(translated.help, say)
    translated.metavar = param.metavar and _placeholders(param.metavar, say)
    if not isinstance(param.type, click.Choice | click.Tuple):  # the names of these are made of their values
        translated.type = copy.copy(param.type)
        translated.type.name = say(param.type.name.upper()).lower()
    return translated


def _paragraphs(text: str, say: Say) -> str:
    return "\n\n".join(_paragraph(paragraph, say) for paragraph in inspect.cleandoc(text).split("\n\n"))


def _paragraph(paragraph: str, say: Say) -> str:
    """A paragraph translated as one phrase; after a \\b line by line, except indented lines, which are commands."""
    if not paragraph.startswith("\b"):
        phrase = " ".join(paragraph.split())
        return say(phrase)
    return "\n".join(line if line[:1] in ("", " ", "\b") else say(line) for line in paragraph.split("\n"))


def _placeholders(metavar: str, say: Say) -> str:
    """A metavar with the words in capitals translated: "[CASE]..." as "[KASUS]..."."""
    return re.sub(r"[A-Z]{2,}", lambda word: say(word[0]), metavar)
