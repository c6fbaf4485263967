"""What went wrong, in one sentence, with what to try next."""

import math
import traceback
from collections.abc import Mapping
from typing import Any

from engine.error_kind import ErrorKind
from engine.errors import BadInput, InvalidParams, TraindeckError
from engine.job import JobError
from engine.text import clean
from engine.worker.log import log

HIGH_LEARNING_RATE = 0.01
"""Highest learning rate that is suggested: above it Adam rarely learns anything."""


class NonFiniteLoss(Exception):
    """The loss became infinite or not a number, or grew beyond all hope.

    Args:
        step: The first step with such a loss, from 1.
        loss: That loss.
        learning_rate: In use at that step.
    """

    def __init__(self, step: int, loss: float, learning_rate: float) -> None:
        super().__init__(step, loss)
        self.step = step
        self.loss = loss
        self.learning_rate = learning_rate


def explain(error: Exception, params: Mapping[str, Any]) -> JobError:
    """The error as the status file tells it; only a fault that is no user's leaves a traceback in the log.

    Args:
        error: What ended the job.
        params: The job's parameters, which a hint may name.
    """
    if isinstance(error, InvalidParams):
        first, *others = error.problems
        more = " ".join(problem.message for problem in others)
        return JobError(kind=ErrorKind.BAD_INPUT, message=f"{first.message} {more}".strip(), hint=first.hint)
    if isinstance(error, TraindeckError):
        kind = ErrorKind.BAD_INPUT if isinstance(error, BadInput) else ErrorKind.EXCEPTION
        return JobError(kind=kind, message=error.message, hint=error.hint)
    if isinstance(error, NonFiniteLoss):
        became = "became nan" if math.isnan(error.loss) else f"grew to {error.loss:.3g}"
        became = "became infinite" if math.isinf(error.loss) else became
        lower = min(error.learning_rate / 10, HIGH_LEARNING_RATE)
        change = f"from {error.learning_rate:g} to about {lower:g}"
        hint = f"Lower the learning rate {change}, and look for extreme values in the data."
        message = f"loss {became} at step {error.step:,}"
        return JobError(kind=ErrorKind.NON_FINITE_LOSS, message=message, hint=hint)
    said = clean(". ".join(str(error).split(". ")[:2]) or "no more could be had", 200)
    if _is_cuda_out_of_memory(error):
        hint = f"Halve the batch size{_halved(params)}, or choose another device."
        return JobError(kind=ErrorKind.CUDA_OUT_OF_MEMORY, message=said, hint=hint)
    if _is_out_of_memory(error):
        hint = f"Halve the batch size{_halved(params)}, or make the hidden layers narrower."
        return JobError(kind=ErrorKind.OUT_OF_MEMORY, message=f"out of memory: {said}", hint=hint)
    log("".join(traceback.format_exception(error)).rstrip())
    last_line = f"{type(error).__qualname__}: {error}".removesuffix(": ")
    return JobError(kind=ErrorKind.EXCEPTION, message=clean(last_line, 500), hint="The log holds the traceback.")


def _halved(params: Mapping[str, Any]) -> str:
    size = params.get("batch_size")
    return f" from {size} to {size // 2}" if isinstance(size, int) and size > 1 else ""


def _is_cuda_out_of_memory(error: Exception) -> bool:
    # Named, not imported: PyTorch need not be there. torch.cuda.OutOfMemoryError is another name of the same class.
    return type(error).__name__ == "OutOfMemoryError" and type(error).__module__.partition(".")[0] == "torch"


def _is_out_of_memory(error: Exception) -> bool:
    # The text is that of PyTorch's CPU allocator, which has no class of its own.
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and "can't allocate memory" in str(error))
