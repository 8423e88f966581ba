"""Commands in the documents: each names a command and options that there are, or a target of the Makefile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.documents import DOCUMENTS, code, named
from support.places import ROOT

from autograder.cli import main

_AUTOGRADER = re.compile(r"(?:\.venv/bin/)?autograder ([a-z][\w-]*)(.*)")
_MAKE = re.compile(r"(?:\w+=\S+ )*make (?:[A-Z_]+=\S+ )*([a-z][\w-]*)")
_TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def unknown(line: str) -> Iterator[str]:
    """What there is not, of the command in a line of code; nothing where it is another one's command."""
    if found := _AUTOGRADER.match(line):
        command = main.commands.get(found[1])
        options = {option for parameter in command.params for option in parameter.opts} if command else set()
        if command is None:
            yield found[1]
        yield from (option for option in re.findall(r"(--[\w-]+)", found[2]) if option not in options)
    found = _MAKE.match(line)
    if found and found[1] not in _TARGETS:
        yield found[1]


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_every_command_exists(path: Path) -> None:
    lines = list(code(path.read_text(encoding="utf-8")))
    assert [(line, word) for line in lines for word in unknown(line)] == []


def test_commands_are_found_where_they_stand() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [line for line in code(readme) if _AUTOGRADER.match(line) or _MAKE.match(line)]
    assert len(commands) > 8


def test_what_does_not_exist_is_found() -> None:
    assert list(unknown(".venv/bin/autograder grade 03 --class fall --json")) == []
    assert list(unknown("TRAINING_LAB_CLASS=fall make formgrader")) == []
    assert list(unknown("make PYTHON=/path/to/python3.12 grade")) == []
    assert list(unknown("autograder mark --all")) == ["mark", "--all"]
    assert list(unknown("autograder grade --no-such")) == ["--no-such"]
    assert list(unknown("make coffee ARGS=black")) == ["coffee"]
