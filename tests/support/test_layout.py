"""Tests mirror the package: each module has its test where one looks first, and no test file imports another."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import autograder
from support.places import TESTS

PACKAGE = Path(autograder.__file__).parent
#: Modules without a test file of their own, and where they are tested.
ELSEWHERE = {
    "__main__.py": "test_cli.py",
    "author/bundle_files/start.py": "author/test_bundle.py",
    "author/known_worth.py": "author/test_verify.py",
    "author/seeds.py": "author/test_verify.py",
    "author/site_files/conf.py": "author/test_site.py",
    "author/verify_table.py": "author/test_verify.py",
    "engines/engine.py": "engines/test_local.py",
    "errors.py": "test_cli.py",
    "run/kernels/inside/closing.py": "hostile/test_files.py",
    "run/kernels/inside/fork_server.py": "hostile/test_endings.py",
    "run/limits.py": "hostile/test_memory_and_disk.py",
}
MODULES = [
    path.relative_to(PACKAGE)
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.name != "__init__.py" and path.relative_to(PACKAGE).as_posix() not in ELSEWHERE
]
TEST_FILES = sorted(TESTS.rglob("test_*.py"))


@pytest.mark.parametrize("module", MODULES, ids=Path.as_posix)
def test_each_module_has_its_test_where_one_looks_first(module: Path) -> None:
    path = TESTS / module.parent / f"test_{module.stem.lstrip('_')}.py"
    assert path.is_file(), f"write {path.relative_to(TESTS.parent)}"


def test_exceptions_are_true() -> None:
    for module, test in ELSEWHERE.items():
        mirrored = Path(module).with_name(f"test_{Path(module).stem}.py")
        assert (PACKAGE / module).is_file() and (TESTS / test).is_file(), module
        assert not (TESTS / mirrored).is_file(), f"{module} has its test: take it out of the list"


@pytest.mark.parametrize("path", TEST_FILES, ids=lambda path: path.relative_to(TESTS).as_posix())
def test_no_test_file_imports_another_or_conftest(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            imported |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
    last = {name.split(".")[-1] for name in imported}
    tests = {test.stem for test in TEST_FILES}
    assert not last & {"conftest", *tests}


def test_no_interpreter_stands_without_quotes_among_other_words() -> None:
    """Its path has a space where the checkout's has one: in a shell's words it is shlex.quote's."""
    for path in sorted(TESTS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                values = [
                    ast.unparse(part.value) for part in node.values if isinstance(part, ast.FormattedValue)
                ]
                assert "sys.executable" not in values, f"{path.relative_to(TESTS.parent)}:{node.lineno}"
