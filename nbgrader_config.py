"""nbgrader's words mapped onto this course's folders, for every nbgrader command and Formgrader.

A class's data lies in classroom/; TRAINING_LAB_CLASS names another folder (relative to this file, or absolute).
"""

import os
from pathlib import Path

from autograder.course import preprocessors
from autograder.course.folders import Classroom
from autograder.engines import nbgrader

c = get_config()

root = Path(__file__).resolve().parent
classroom = (root / os.environ.get("TRAINING_LAB_CLASS", "classroom")).resolve()
# nbgrader searches for submissions with a pattern that it puts together from these: they must be relative.
steps = Path(os.path.relpath(classroom, root)).as_posix()

c.CourseDirectory.course_id = "training-lab"
c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "lessons"
c.CourseDirectory.submitted_directory = f"{steps}/submitted"
c.CourseDirectory.autograded_directory = f"{steps}/autograded"
c.CourseDirectory.feedback_directory = f"{steps}/feedback"
c.CourseDirectory.db_url = Classroom(classroom).db_url
# nbgrader's own place for it, below /usr, is one that notebooks may read while they are graded, for Python's sake.
c.Exchange.root = os.environ.get("TRAINING_LAB_EXCHANGE", "/srv/nbgrader/exchange")

# Releasing and grading through stock nbgrader lead through the same code as the `autograder` command.
preprocessors.configure(c)
nbgrader.configure(c)
