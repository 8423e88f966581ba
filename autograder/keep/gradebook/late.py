"""Late penalties as the course's nbgrader_config.py has them; and, for stock nbgrader, as a lesson's rule has them."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.engine import make_url
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.course.folders import Classroom, Course
from autograder.errors import CourseError
from autograder.keep.gradebook.flow import settle
from autograder.keep.late import LateRule, rule_named


def by_plugin(student: str, score: float, seconds: float) -> float:
    """What the course's plugin for nbgrader says. Raises CourseError where it cannot be used."""
    preprocessor = _course_penalties()
    preprocessor.init_plugin()
    return preprocessor.plugin_inst.late_submission_penalty(student, score, seconds) or 0.0


def _course_penalties() -> AssignLatePenalties:
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


class LatePenalties(AssignLatePenalties):
    """For stock nbgrader: the rule that was given for the lesson, else the configured plugin.

    nbgrader has just written the submission: it gets its extension and its marks first, which count for the penalty.
    """

    def init_plugin(self) -> None:
        """Called by nbgrader for each notebook, when it knows which one it is."""
        super().init_plugin()
        record = settle(Classroom(Path(make_url(self.db_url).database or ".").parent))
        if given := record.penalties.get(self.assignment_id):
            self.plugin_inst = _ByRule(parent=self)
            self.plugin_inst.rule = rule_named(given)


class _ByRule(LateSubmissionPlugin):
    """A rule as nbgrader asks for it."""

    rule = LateRule(0.0)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        return min(self.rule.costs(total_seconds_late), score)
