"""Whether more or less of a metric is better: told by its name, since nothing else tells it. Pure."""

import re
from enum import StrEnum

from engine.job import Best
from engine.observe.series import Series


class Direction(StrEnum):
    """Which value of a metric wins."""

    LOWER = "lower"
    HIGHER = "higher"
    NEITHER = "neither"
    """The metric describes a training and does not judge it: a learning rate, say."""


_HIGHER = frozenset(
    {"acc", "accuracy", "auc", "auroc", "auprc", "ap", "map", "f1", "f2", "fbeta", "precision", "recall",
     "sensitivity", "specificity", "r2", "score", "bleu", "rouge", "meteor", "iou", "miou", "dice", "jaccard", "ndcg",
     "mrr", "psnr", "ssim", "reward", "return", "kappa", "mcc", "top1", "top5", "hit", "hits", "likelihood",
     "throughput"}
)  # fmt: skip
"""Words of names of which more is better."""

_LOWER = frozenset(
    {"loss", "error", "err", "mse", "rmse", "mae", "mape", "cost", "perplexity", "ppl", "nll", "bce", "ce", "wer",
     "cer", "fid", "kl", "regret", "distance", "deviation"}
)  # fmt: skip
"""Words of names of which less is better."""

_NEITHER = frozenset(
    {"lr", "rate", "momentum", "epoch", "epochs", "step", "steps", "time", "seconds", "memory", "mem", "bytes",
     "norm", "grad", "decay", "temperature", "beta", "params", "parameters", "count", "size", "wd", "utilisation",
     "utilization", "power"}
)  # fmt: skip
"""Words of names that judge nothing."""

_PER_TIME = re.compile(r"(^|[/_.\s])(\w+_)?(per_(second|sec|s)|(samples|tokens|rows|steps|items|images)/s(ec)?)$")
_WORD = re.compile(r"[a-z]+[0-9]*|[0-9]+")


def words_of(name: str) -> list[str]:
    """The words of a metric's name in small letters: val, accuracy of "valAccuracy"."""
    return _WORD.findall(_spelled(name))


def is_throughput(name: str) -> bool:
    """Whether a metric tells how fast a training is, which says nothing of how good it is."""
    return _PER_TIME.search(_spelled(name)) is not None


def is_judging(name: str) -> bool:
    """Whether a metric's name tells which of its values are good."""
    words = set(words_of(name))
    return not is_throughput(name) and "throughput" not in words and not words.isdisjoint(_HIGHER | _LOWER)


def direction_of(name: str, *, best: Best | None = None, series: Series | None = None) -> Direction:
    """Which value of a metric wins.

    The words of the name decide, the last of them first: `error_rate` is an error, `loss/accuracy` an accuracy. For a
    name that says nothing, the best value that the job itself told may: where that is the highest of the history and
    not the lowest, more is better. Otherwise less is.

    Args:
        name: As the job spells it: "val/loss", "valAccuracy".
        best: What the job is judged by, whichever metric that is.
        series: The metric's history.
    """
    if is_throughput(name):
        return Direction.HIGHER
    words = words_of(name)
    for word in reversed(words):
        if word in _HIGHER:
            return Direction.HIGHER
        if word in _LOWER:
            return Direction.LOWER
    if any(word in _NEITHER for word in words):
        return Direction.NEITHER
    if best is not None and best.metric == name and series is not None and (extremes := series.value_range):
        low, high = extremes
        if abs(best.value - high) < abs(best.value - low):
            return Direction.HIGHER
    return Direction.LOWER


def _spelled(name: str) -> str:
    """In small letters, with an underscore where a capital began a word."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
