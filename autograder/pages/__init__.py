"""The pages that people read: feedback for each student, one page for the class. No scripts, no downloads."""

from autograder.pages.classpage import class_page
from autograder.pages.feedback import feedback_page

__all__ = ["class_page", "feedback_page"]
