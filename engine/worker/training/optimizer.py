"""Adam, AdamW and SGD over PyTorch's functional kernels.

Not `torch.optim.Adam`: constructing any `torch.optim.Optimizer` imports `torch._dynamo`, which takes as long as
importing torch itself (1.4 s), and its step costs twice the fused kernel's for a small model. The state has the format
of `torch.optim`, so either side can load the other's.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.optim.adam import adam
from torch.optim.sgd import sgd

BETAS = (0.9, 0.999)
"""Decay of Adam's two means; Kingma and Ba (https://arxiv.org/abs/1412.6980), algorithm 1."""

EPSILON = 1e-8
"""Keeps Adam from dividing by zero; same source."""

MOMENTUM = 0.9
"""Momentum of SGD."""

FUSED = frozenset({"cpu", "cuda"})
"""Kinds of device whose fused kernels update all parameters in one call; elsewhere the foreach ones do."""


class Optimizer:
    """Updates parameters in place.

    Args:
        kind: "adam", "adamw" or "sgd".
        parameters: What is learned; all on one device.
        learning_rate: Size of a step.
        weight_decay: Pull towards zero: added to the gradient, or for adamw apart from it.
    """

    def __init__(self, kind: str, parameters: Sequence[Tensor], learning_rate: float, weight_decay: float) -> None:
        self.kind = kind
        self.learning_rate = learning_rate
        self._weight_decay = weight_decay
        # Detached aliases: updating them in place needs no `no_grad` block around every step.
        self._parameters = [parameter.detach() for parameter in parameters]
        self._fused = self._parameters[0].device.type in FUSED
        self._steps: list[Tensor] = []
        self._means: list[Tensor] = []
        self._squares: list[Tensor] = []
        self._momenta: list[Tensor | None] = [None for _ in self._parameters]
        if kind != "sgd":
            self._means = [torch.zeros_like(parameter) for parameter in self._parameters]
            self._squares = [torch.zeros_like(parameter) for parameter in self._parameters]
            self._steps = [self._step_count(0.0, parameter) for parameter in self._parameters]

    def step(self, gradients: Sequence[Tensor]) -> None:
        """Make one step against `gradients`, one for each parameter in order."""
        if self.kind == "sgd":
            sgd(
                self._parameters,
                list(gradients),
                self._momenta,
                foreach=not self._fused,
                fused=self._fused,
                weight_decay=self._weight_decay,
                momentum=MOMENTUM,
                lr=self.learning_rate,
                dampening=0.0,
                nesterov=False,
                maximize=False,
            )
            return
        adam(
            self._parameters,
            list(gradients),
            self._means,
            self._squares,
            [],
            self._steps,
            foreach=not self._fused,
            fused=self._fused,
            decoupled_weight_decay=self.kind == "adamw",
            amsgrad=False,
            beta1=BETAS[0],
            beta2=BETAS[1],
            lr=self.learning_rate,
            weight_decay=self._weight_decay,
            eps=EPSILON,
            maximize=False,
        )

    def state_dict(self) -> dict[str, Any]:
        """State in the format of `torch.optim`; the tensors are the live ones."""
        places = range(len(self._parameters))
        group: dict[str, Any] = {
            "lr": self.learning_rate,
            "weight_decay": self._weight_decay,
            "maximize": False,
            "foreach": None,
            "differentiable": False,
            "fused": True if self._fused else None,
            "params": list(places),
        }
        state: dict[int, dict[str, Any]] = {}
        if self.kind == "sgd":
            group |= {"momentum": MOMENTUM, "dampening": 0, "nesterov": False}
            state = {place: {"momentum_buffer": self._momenta[place]} for place in places}
        else:
            decoupled = self.kind == "adamw"
            group |= {"betas": BETAS, "eps": EPSILON, "amsgrad": False, "capturable": False}
            group |= {"decoupled_weight_decay": decoupled}
            for place in places:
                moments = {"exp_avg": self._means[place], "exp_avg_sq": self._squares[place]}
                state[place] = {"step": self._steps[place], **moments}
        return {"state": state, "param_groups": [group]}

    def load_state_dict(self, content: dict[str, Any]) -> None:
        """Take over moments and step counts; learning rate and weight decay stay those of this job."""
        state = content["state"]
        for place, parameter in enumerate(self._parameters):
            kept = state.get(place, {})
            if self.kind == "sgd":
                momentum = kept.get("momentum_buffer")
                self._momenta[place] = None if momentum is None else momentum.to(parameter.device).clone()
            elif kept:
                self._means[place].copy_(kept["exp_avg"])
                self._squares[place].copy_(kept["exp_avg_sq"])
                self._steps[place] = self._step_count(float(kept["step"]), parameter)

    def _step_count(self, value: float, parameter: Tensor) -> Tensor:
        # The fused CUDA kernel wants the count beside the parameter; everybody else wants it on the CPU.
        device = parameter.device if self._fused else "cpu"
        return torch.tensor(value, dtype=torch.float32, device=device)
