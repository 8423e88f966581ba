"""pytest: nbval runs the notebooks of solutions/ and no others."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """With --nbval, pytest would run every notebook that it meets: samples, lessons, copies in caches."""
    if collection_path.suffix != ".ipynb":
        return None
    lesson = collection_path.parent
    return None if lesson.parent == ROOT / "solutions" and collection_path.stem == lesson.name else True


def pytest_configure(config: pytest.Config) -> None:
    """Kernels of tests find the recorder, also where the project is not installed."""
    if importlib.util.find_spec("_record") is None:
        recorder = str(ROOT / "autograder" / "kernel")
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [recorder, os.environ.get("PYTHONPATH")]))
