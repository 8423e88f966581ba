"""The one exception that a person at the command line is meant to read."""


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
