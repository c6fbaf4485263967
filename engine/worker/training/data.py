"""A table as tensors: split, standardised, on the device.

Shapes: N training rows, V validation rows, F features, B rows of a batch. Tables are float64, training is float32.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.dataset import Table
from engine.errors import BadInput
from engine.text import clean
from engine.worker.recipes.regression import split_rows

GATHER_BATCHES = 256
"""Batches gathered into the order of the epoch at once: one large gather and many views cost far less than many small
gathers, and a bounded number keeps the copy small."""


@dataclass(frozen=True)
class Scaling:
    """`(value - mean) / deviation`, column by column, from the training rows only."""

    mean_F: Tensor
    """float64."""
    deviation_F: Tensor
    """float64, 1 for a column that never changes."""


@dataclass(frozen=True)
class Split:
    """Training and validation rows, float32, on the device."""

    x_NF: Tensor
    y_N1: Tensor
    x_VF: Tensor
    y_V1: Tensor
    x_scaling: Scaling
    y_scaling: Scaling


def make_split(
    table: Table, *, validation_fraction: float, standardise: bool, seed: int, device: torch.device
) -> Split:
    """Split the rows by `seed`, scale them, and move them to `device`.

    Args:
        table: Features and, last, the target.
        validation_fraction: Share of the rows held back.
        standardise: Whether to scale to mean 0 and deviation 1.
        seed: Decides which rows are held back.
        device: Where the tensors go.

    Raises:
        BadInput: Values are too large for single precision.
    """
    names = list(table.columns)
    columns = [torch.frombuffer(column, dtype=torch.float64) for column in table.columns.values()]
    all_NF = torch.stack(columns, dim=1)
    training_rows, _ = split_rows(table.row_count, validation_fraction)
    order_N = torch.randperm(table.row_count, generator=torch.Generator().manual_seed(seed))
    # Sorted, so that the held-back rows alone decide what is in each part and not their order.
    training_NF = all_NF[order_N[:training_rows].sort().values]
    validation_VF = all_NF[order_N[training_rows:].sort().values]
    scaling = _scaling(training_NF, standardise=standardise)
    parts = []
    for part_NF in (training_NF, validation_VF):
        scaled_NF = ((part_NF - scaling.mean_F) / scaling.deviation_F).float()
        _check_range(scaled_NF, names)
        parts.append(scaled_NF.to(device))
    training, validation = parts
    return Split(
        x_NF=training[:, :-1].contiguous(),
        y_N1=training[:, -1:].contiguous(),
        x_VF=validation[:, :-1].contiguous(),
        y_V1=validation[:, -1:].contiguous(),
        x_scaling=Scaling(scaling.mean_F[:-1], scaling.deviation_F[:-1]),
        y_scaling=Scaling(scaling.mean_F[-1:], scaling.deviation_F[-1:]),
    )


def epoch_order(row_count: int, seed: int, epoch: int) -> Tensor:
    """Order of the training rows in one epoch, int64 on the CPU, a function of seed and epoch alone."""
    generator = torch.Generator().manual_seed((seed * 1_000_003 + epoch + 1) % 2**63)
    return torch.randperm(row_count, generator=generator)


def batches(split: Split, order_N: Tensor, batch_size: int) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield (x_BF, y_B1) in the given order; the last batch may be smaller."""
    for part in torch.split(order_N, batch_size * GATHER_BATCHES):
        rows = part.to(split.x_NF.device)
        x_parts, y_parts = torch.split(split.x_NF[rows], batch_size), torch.split(split.y_N1[rows], batch_size)
        yield from zip(x_parts, y_parts, strict=True)


def _scaling(training_NF: Tensor, *, standardise: bool) -> Scaling:
    if not standardise:
        width = training_NF.shape[1]
        return Scaling(torch.zeros(width, dtype=torch.float64), torch.ones(width, dtype=torch.float64))
    # Divided by the largest value first: squares of values beyond 1e154 would overflow.
    largest_F = training_NF.abs().amax(dim=0).clamp_min(torch.finfo(torch.float64).tiny)
    mean_F = (training_NF / largest_F).mean(dim=0) * largest_F
    deviation_F = (training_NF / largest_F).std(dim=0, correction=0) * largest_F
    # A column that never changes would be divided by zero, or by its own rounding error.
    constant_F = deviation_F <= mean_F.abs() * 1e-12
    return Scaling(mean_F, deviation_F.masked_fill(constant_F, 1.0))


def _check_range(scaled_NF: Tensor, names: list[str]) -> None:
    finite_F = scaled_NF.isfinite().all(dim=0).tolist()
    for name, finite in zip(names, finite_F, strict=True):
        if not finite:
            largest = f"{math.log10(torch.finfo(torch.float32).max):.0f}"
            message = f"Column “{clean(name, 60)}” holds values too large for single precision (about 1e{largest})."
            raise BadInput(message, "Divide the column by a constant.", field="data")
