"""The pages people read: one of feedback for each student, one for the class. No scripts, nothing to download."""

from autograder.pages.classpage import class_page
from autograder.pages.feedback import feedback_page

__all__ = ["class_page", "feedback_page"]
