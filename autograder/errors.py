"""The one exception that a person at the command line is meant to read."""

from collections.abc import Sized


class CourseError(Exception):
    """Bad input, said so that somebody can act on it.

    The message names what is wrong and where; `remedy` says what to do about it.
    The command line prints both on one line and exits with 1.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message} {self.remedy}".strip()

    @property
    def line(self) -> str:
        """All of it on one line."""
        return " ".join(str(self).split())


def and_more(found: Sized) -> str:
    """How many things were found besides the one that a message names; "" if none."""
    return f" ({len(found) - 1} more after this one.)" if len(found) > 1 else ""
