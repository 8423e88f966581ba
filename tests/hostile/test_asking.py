"""Attacks by asking: through the server no attack earns a point, hears what is right, or keeps others waiting."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from support import small_lesson
from support.asking import Server, enrolled, serving
from support.attack_cells import ENDINGS, FORGERIES, KERNEL, MALFORMED, TAMPERING
from support.small_lesson import LESSON, submission

from autograder.course.folders import Classroom, Course
from autograder.run.kernels.server import SERVER_VARIABLE, ForkServer
from hostile.closed import MARKER

#: What only the key and the solution say.
_SECRETS = ("Count on your fingers", "for thing in things", "two of them", MARKER)


@dataclass
class _Asked:
    """A server whose kernels come out of one fork server, and students who have not asked yet."""

    server: Server
    course: Course
    tokens: dict[str, str]
    numbers: Iterator[int] = field(default_factory=count)

    def newcomer(self) -> str:
        return self.tokens[f"student-{next(self.numbers)}"]

    def ask(self, token: str, answer: str) -> str:
        """Ask about an answer; returns the check's id."""
        reply = self.server.ask(token, LESSON, "test-count", submission(answer))
        assert reply.status == 202, reply
        return reply.body["check"]


@pytest.fixture(scope="session")
def asking(level_server: ForkServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Asked]:
    course = small_lesson.course(tmp_path_factory.mktemp("asked") / "course")
    classroom = Classroom(course.default_class)
    tokens = enrolled(classroom, *(f"student-{number}" for number in range(200)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SERVER_VARIABLE, str(level_server.hub))
        with serving(course, classroom.root, "--cell-seconds", "3", "--jobs", "2") as server:
            assert server.heard("All references have run")
            yield _Asked(server, course, tokens)


def _read(path: Path) -> str:
    return f"raise ValueError(open({str(path)!r}).read())"


def _families(course: Course) -> dict[str, Mapping[str, str]]:
    """The attacks by kind: name → what the answer cell holds."""
    files = [course.key(LESSON), course.source(LESSON), course.default_class / "roster.csv"]
    kept = course.default_class / ".autograder"
    files += [kept / name for name in ("secret", "tokens.jsonl", "checks.jsonl")]
    return {
        "forgeries": FORGERIES,
        "tampering": TAMPERING,
        "endings": ENDINGS,
        "messages": {
            name: f"{KERNEL}\n{line}\ntime.sleep(1)\nnumber_of_things = 2" for name, line in MALFORMED.items()
        },
        "reading": {path.name: _read(path) for path in files}
        | {
            "the check": "raise ValueError(get_ipython().user_ns['In'])",
            "its environment": "import os; raise ValueError(dict(os.environ))",
        },
    }


@pytest.mark.as_root
@pytest.mark.parametrize("family", ["forgeries", "tampering", "endings", "messages", "reading"])
def test_no_attack_gains_or_hears_or_stops_anything(server: ForkServer, asking: _Asked, family: str) -> None:
    """All of a kind at once, each by a student of its own, with honest ones among them."""
    attacks = _families(asking.course)[family]
    asked: dict[str, tuple[str, str]] = {}
    for name, answer in attacks.items():
        token = asking.newcomer()
        asked[name] = token, asking.ask(token, textwrap.dedent(answer))
    honest = asking.newcomer()
    check = asking.ask(honest, "number_of_things = 2")
    for name, (token, attack) in asked.items():
        events = list(asking.server.events(token, attack))
        kind, verdict = events[-1]
        assert kind == "done" and verdict["points"] == 0.0 and not verdict["passed"], (name, verdict)
        said = json.dumps(events, ensure_ascii=False)
        assert [secret for secret in (*_SECRETS, asking.tokens["student-0"]) if secret in said] == [], name
        assert "\x1b" not in verdict["message"]
    assert asking.server.verdict(honest, check)["points"] == 100.0
