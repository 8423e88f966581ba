"""docs/architecture.md is true: its folders are those of the layers contract, its functions are where it says."""

from __future__ import annotations

import ast
import re
import tomllib

from support.places import ROOT

TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_the_folders_are_those_of_the_contract_in_its_order() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract, *_) = settings["tool"]["importlinter"]["contracts"]
    folders = [name for layer in contract["layers"] for name in layer.split(" | ")]
    table = TEXT.partition("## The folders")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == folders


def test_each_step_names_functions_of_its_file() -> None:
    steps = re.findall(r"^\| \d+ \| `(\S+)` \| (.+?) \|", TEXT, re.MULTILINE)
    assert len(steps) >= 10
    for path, functions in steps:
        tree = ast.parse((ROOT / "autograder" / path).read_text(encoding="utf-8"))
        defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert set(re.findall(r"`(\w+)`", functions)) - defined == set(), path


def test_all_ten_points_name_their_modules() -> None:
    points = re.findall(r"^\d+\. .+ → (`\S+\.py`(?:, `\S+\.py`)*)$", TEXT, re.MULTILINE)
    assert len(points) == 10
