"""Why jobs end other than by completing. Standard library only: the shim imports this."""

from enum import StrEnum


class ErrorKind(StrEnum):
    """Values of `error.kind` in the status file of a job that ended as ERROR or STOPPED."""

    EXCEPTION = "exception"
    CUDA_OUT_OF_MEMORY = "CUDA out of memory"
    OUT_OF_MEMORY = "out of memory"
    KILLED = "killed by signal"
    NON_FINITE_LOSS = "non-finite loss"
    BAD_INPUT = "bad input"
    STOPPED = "stopped"
    TIME_LIMIT = "time limit"
    MACHINE_RESTARTED = "machine restarted"
    EXIT_UNKNOWN = "exit unknown"
    LAUNCH_FAILED = "launch failed"


MEANING = {
    ErrorKind.EXCEPTION: "the program raised an exception or ended with an exit status; the log holds the traceback",
    ErrorKind.CUDA_OUT_OF_MEMORY: "the GPU had no memory left",
    ErrorKind.OUT_OF_MEMORY: "the machine had no memory left, or its kernel killed the job for that, at least probably",
    ErrorKind.KILLED: "somebody or something sent a deadly signal",
    ErrorKind.NON_FINITE_LOSS: "the loss became infinite, not a number, or hopelessly large",
    ErrorKind.BAD_INPUT: "a parameter, a file or a checkpoint cannot be used as it is",
    ErrorKind.STOPPED: "somebody stopped it",
    ErrorKind.TIME_LIMIT: "the time limit that was asked for ran out",
    ErrorKind.MACHINE_RESTARTED: "the machine restarted while the job ran",
    ErrorKind.EXIT_UNKNOWN: "worker and guardian both died, so nobody saw how it ended",
    ErrorKind.LAUNCH_FAILED: "nothing could be started",
}
"""What each kind says, in a few words, for the documentation and the schema."""

TIME_LIMIT_ASKER = "time limit"
"""Stands as `by` in the wish to stop a job whose time has run out."""


def stop_kind(by: object) -> ErrorKind:
    """Why a job stops that `by` asked to: its time ran out, or somebody wanted it."""
    return ErrorKind.TIME_LIMIT if by == TIME_LIMIT_ASKER else ErrorKind.STOPPED
