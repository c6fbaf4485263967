"""The model: a linear one or a small multilayer perceptron.

Shapes: B rows of a batch, F features.
"""

from collections.abc import Sequence

import torch
from torch import nn

ACTIVATIONS: dict[str, type[nn.Module]] = {"relu": nn.ReLU, "tanh": nn.Tanh, "gelu": nn.GELU, "silu": nn.SiLU}
"""What may stand between two layers."""


def build_model(feature_count: int, hidden: Sequence[int], activation: str, seed: int) -> nn.Sequential:
    """A model from x_BF to y_B1, float32 on the CPU.

    Args:
        feature_count: F.
        hidden: Width of each hidden layer; none makes the model linear.
        activation: A key of `ACTIVATIONS`.
        seed: Decides the first weights.
    """
    torch.manual_seed(seed)
    layers: list[nn.Module] = []
    width = feature_count
    for next_width in hidden:
        layers += [nn.Linear(width, next_width), ACTIVATIONS[activation]()]
        width = next_width
    layers.append(nn.Linear(width, 1))
    return nn.Sequential(*layers)


def parameter_count(model: nn.Module) -> int:
    """How many numbers the model learns."""
    return sum(parameter.numel() for parameter in model.parameters())
