"""What every check has: a name that students read, and rules that take what a right value earned."""

from __future__ import annotations

import pytest
from support.recording import context

from autograder.compare.result import Finding, Outcome
from autograder.key import (
    Architecture,
    Compiled,
    MustUse,
    Value,
)


@pytest.mark.parametrize("check", [Value, Compiled, Architecture])
def test_a_check_is_shown_by_its_label_or_its_name_and_by_its_part(check):
    assert check("it").shown == "it"
    assert check("it", label="X_train").shown == "X_train"
    assert check("it", part="shape").shown == "it: shape"
    assert check("it", label="X_train", part="shape").shown == "X_train: shape"


def test_a_broken_rule_takes_what_a_right_value_earned():
    check = Value("it", rules=(MustUse("mean", says="With mean, please."),))
    without, with_mean = context(source="it = sum(x) / len(x)"), context(source="it = x.mean()")
    assert check.compare(1, 1, without) == Finding(Outcome.VALUE, "With mean, please.")
    assert check.compare(1, 1, with_mean) == Finding.right()
    assert check.compare(2, 1, without).message != "With mean, please."
