"""Late penalties as the course's nbgrader_config.py has them: the same for our commands and for stock nbgrader."""

from __future__ import annotations

import sys
from functools import cache

from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.course.folders import Course
from autograder.errors import CourseError


def late_penalties() -> AssignLatePenalties:
    """nbgrader's preprocessor, with the plugin that the course configures; outside of a course, with nbgrader's own."""
    try:
        root = str(Course.find().root)
    except CourseError:
        return AssignLatePenalties()
    if root not in sys.path:
        sys.path.append(root)  # where nbgrader, too, finds a plugin of the instructor's
    try:
        return AssignLatePenalties(config=_config(root))
    except Exception as error:
        raise CourseError(
            f"nbgrader_config.py names a plugin for late penalties that cannot be used ({error}).",
            "See AssignLatePenalties.plugin_class there.",
        ) from error


@cache
def _config(root: str) -> Config:
    return PyFileConfigLoader("nbgrader_config.py", root).load_config()
