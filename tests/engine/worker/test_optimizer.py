"""Our optimizers against torch.optim's."""

import copy
import subprocess
import sys
from collections.abc import Callable

import pytest
import torch

from engine.worker.training.model import build_model
from engine.worker.training.optimizer import Optimizer

pytestmark = pytest.mark.torch

THEIRS: dict[str, tuple[Callable[..., torch.optim.Optimizer], dict[str, float]]] = {
    "adam": (torch.optim.Adam, {}),
    "adamw": (torch.optim.AdamW, {}),
    "sgd": (torch.optim.SGD, {"momentum": 0.9}),
}


def gradients(model: torch.nn.Module, step: int) -> list[torch.Tensor]:
    x_BF = torch.randn(16, 4, generator=torch.Generator().manual_seed(step))
    loss = (model(x_BF) - x_BF.sum(dim=1, keepdim=True)).square().mean()
    return list(torch.autograd.grad(loss, list(model.parameters())))


@pytest.mark.parametrize("kind", list(THEIRS))
@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_the_state_loads_into_torch_and_the_next_steps_agree(kind: str, weight_decay: float) -> None:
    our_model, their_model = build_model(4, (8,), "tanh", 0), build_model(4, (8,), "tanh", 0)
    ours = Optimizer(kind, list(our_model.parameters()), 0.01, weight_decay)
    for step in range(5):
        ours.step(gradients(our_model, step))
    factory, extra = THEIRS[kind]
    theirs = factory(their_model.parameters(), lr=0.5, fused=True, **extra)
    their_model.load_state_dict(our_model.state_dict())

    # Copied, as a checkpoint does: loading alone would let both share their moments.
    theirs.load_state_dict(copy.deepcopy(ours.state_dict()))
    for step in range(5, 8):
        for parameter, gradient in zip(their_model.parameters(), gradients(their_model, step), strict=True):
            parameter.grad = gradient
        theirs.step()
        ours.step(gradients(our_model, step))

    for our_weight, their_weight in zip(our_model.parameters(), their_model.parameters(), strict=True):
        assert torch.equal(our_weight, their_weight)


@pytest.mark.parametrize("kind", list(THEIRS))
def test_the_state_of_torch_loads_into_ours(kind: str) -> None:
    our_model, their_model = build_model(4, (8,), "tanh", 0), build_model(4, (8,), "tanh", 0)
    factory, extra = THEIRS[kind]
    theirs = factory(their_model.parameters(), lr=0.01, fused=True, weight_decay=0.0, **extra)

    def their_step(step: int) -> None:
        for parameter, gradient in zip(their_model.parameters(), gradients(their_model, step), strict=True):
            parameter.grad = gradient
        theirs.step()

    their_step(0)
    our_model.load_state_dict(their_model.state_dict())
    ours = Optimizer(kind, list(our_model.parameters()), 0.01, 0.0)
    ours.load_state_dict(theirs.state_dict())
    ours.step(gradients(our_model, 1))
    their_step(1)

    for our_weight, their_weight in zip(our_model.parameters(), their_model.parameters(), strict=True):
        assert torch.equal(our_weight, their_weight)


def test_training_does_not_import_dynamo() -> None:
    code = (
        "import sys, torch; from engine.worker.training.optimizer import Optimizer; import engine.worker.training.loop;"
        "p = torch.zeros(3); Optimizer('adam', [p], 0.1, 0.0).step([torch.ones(3)]);"
        "Optimizer('sgd', [p], 0.1, 0.0).step([torch.ones(3)]); print('torch._dynamo' in sys.modules)"
    )

    assert subprocess.check_output([sys.executable, "-P", "-c", code]) == b"False\n"
