"""A bank file is read strictly: what is no answer is refused, naming its header."""

from __future__ import annotations

import pytest

from autograder.course.answers import Exemption, parse_answers, parse_exemptions


def test_a_wrong_answer_is_told_its_opening_comment_or_has_a_fragment_of_what_checks_say() -> None:
    nine = "# %% a | wrong | nine\n# It has nine units,\n# not eight.\nunits = 9\n\n"
    named, unnamed = parse_answers(f"{nine}# %% a | wrong | none | not attempted\n# TODO\n")
    assert (named.named, named.message, named.text) == (True, "It has nine units, not eight.", "units = 9\n")
    assert (unnamed.named, unnamed.message, unnamed.text) == (False, "not attempted", "# TODO\n")


def test_a_wrong_answer_may_name_the_demand_that_it_breaks() -> None:
    named, unnamed = parse_answers(
        "# %% a | wrong, breaks unrounded | nine\n# It is rounded.\n9\n# %% a | wrong, breaks sign | x | minus\n-9\n"
    )
    assert (named.breaks, named.message, named.named) == ("unrounded", "It is rounded.", True)
    assert (unnamed.breaks, unnamed.message, unnamed.named) == ("sign", "minus", False)


@pytest.mark.parametrize(
    "text",
    [
        "# %% build\nx",
        "# %% build | right\nx",
        "# %% build | wrong | nine\nx",
        "# %% build | wrong | nine\nx\n# It has nine.",
        "# %% build | maybe | x\nx",
        "# %% build | wrong, breaks | x | x\nx",
        "# %% a | right | b\n1\n# %% a | right | b\n2",
    ],
)
def test_a_malformed_bank_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"exercise \| right|two answers"):
        parse_answers(text)


def test_a_reason_for_a_habit_or_a_mutant_is_no_answer() -> None:
    text = "# %% a | right | b\n1\n# %% a | equal | x = a | b\n\n# The same.\n# Really.\n# %% a | habit | time\n# Slow."
    assert [answer.title for answer in parse_answers(text)] == ["b"]
    assert parse_exemptions(text) == (
        Exemption("a", "equal", "x = a | b", "The same. Really."),
        Exemption("a", "habit", "time", "Slow."),
    )
    with pytest.raises(ValueError, match="no reason"):
        parse_answers("# %% a | equal | x = 2\nx = 2\n")
