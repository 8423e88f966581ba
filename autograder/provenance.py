"""What graded a submission: the versions, the isolation and the limits, as the foot of its page names them."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from platform import python_version

from autograder import __version__
from autograder.kernel_run import Limits
from autograder.warm.level import best_level

_SHOWN = ("tensorflow", "keras", "numpy", "nbgrader")


@cache
def provenance(limits: Limits) -> tuple[tuple[str, str], ...]:
    """(name, value) of what grades in this process. To be asked where notebooks run: a cluster may differ."""
    allowed = (
        f"{limits.cell:g} s a cell, {limits.notebook:g} s a notebook, {limits.memory >> 20} MiB of memory"
    )
    return (
        ("Grader", f"Training Lab {__version__}, Python {python_version()}"),
        ("Packages", ", ".join(f"{name} {version(name)}" for name in _SHOWN)),
        ("Isolation", best_level().described),
        ("Limits", allowed),
    )
