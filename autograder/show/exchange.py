"""What nbgrader's exchange wants beside a feedback page, so that the page finds its way back to the student."""

from __future__ import annotations

import contextlib

from autograder.course.files import write_atomically
from autograder.course.folders import Classroom
from autograder.intake.submissions import HandedIn
from autograder.intake.times import MAX_STAMP, read_stamp_file

#: `nbgrader submit` makes it up; release_feedback names the page after it, and fetch_feedback finds it by that.
SECRET = "submission_secret.txt"
TIME = "timestamp.txt"


def address(classroom: Classroom, handed_in: HandedIn) -> None:
    """Put time and secret of a hand-in beside its graded notebook and its page, where these are.

    Does nothing for work that came by another way than the exchange. Raises CourseError where a file cannot be
    written.
    """
    own = (handed_in.student, handed_in.lesson)
    try:
        # A student may have put anything there: no link is followed, and no more is read than a secret has.
        secret = read_stamp_file(classroom.submitted.joinpath(*own, SECRET))
    except (OSError, ValueError):
        return
    if len(secret) > MAX_STAMP:
        return
    wanted = {SECRET: secret, TIME: f"{handed_in.timestamp or ''}\n".encode()}
    for folder in (classroom.autograded.joinpath(*own), classroom.feedback.joinpath(*own)):
        if classroom.obstacle(folder) or not folder.is_dir():
            continue
        for name, content in wanted.items():
            path, there = folder / name, None
            with contextlib.suppress(OSError, ValueError):
                there = read_stamp_file(path)
            if there != content:
                write_atomically(path, content)
