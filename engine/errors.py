"""Errors a user can cause or must be told of: one sentence, and where possible what to do. Anyone may import this."""

from typing import ClassVar


class TraindeckError(Exception):
    """Base of every error that is shown to the user as one sentence.

    Args:
        message: One sentence that names the file, field or row.
        hint: What to do about it, one sentence, or empty.
    """

    exit_code: ClassVar[int] = 1
    """Exit status of the command line when this error ends it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class BadInput(TraindeckError):
    """A parameter, option or data file that cannot be used."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint)
        self.field = field
        """Name of the parameter at fault, or empty."""


class InvalidParams(BadInput):
    """Several parameters are wrong; all of them are told at once."""

    def __init__(self, problems: "list[BadInput]") -> None:
        super().__init__(" ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class NoSuchJob(TraindeckError):
    """No job, or more than one, answers to a reference."""

    exit_code = 3


class Refused(TraindeckError):
    """The request is understood but must not be carried out."""

    exit_code = 4
