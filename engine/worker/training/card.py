"""The model's card: what is needed to use the weights, as JSON beside them."""

from pathlib import Path

import msgspec

from engine import __version__
from engine.dataset import ColumnChoice
from engine.files import write_atomic
from engine.record import dumps, spell_non_finite
from engine.worker.recipes.recipe import Run
from engine.worker.recipes.regression import RegressionParams
from engine.worker.training.data import Split
from engine.worker.training.loop import Trainer

USE = (
    "Take the columns of `features` in their order; x = (value - feature_means) / feature_deviations; put x through "
    "Linear layers of the widths in `layers` with `activation` between them (the .pt file is the state_dict of that "
    "torch.nn.Sequential); prediction = output * target_deviation + target_mean."
)
"""How to predict with the model, for people."""


def write_card(path: Path, run: Run, choice: ColumnChoice, split: Split, trainer: Trainer) -> None:
    """Write the card. Raises `OSError`."""
    params: RegressionParams = run.params
    card = {
        "job_id": run.spec.job_id,
        "name": run.spec.name,
        "recipe": run.spec.recipe,
        "traindeck": __version__,
        "features": list(choice.features),
        "feature_means": split.x_scaling.mean_F.tolist(),
        "feature_deviations": split.x_scaling.deviation_F.tolist(),
        "target": choice.target,
        "target_mean": float(split.y_scaling.mean_F),
        "target_deviation": float(split.y_scaling.deviation_F),
        "standardised": params.standardise,
        "hidden": list(params.hidden),
        "layers": [len(choice.features), *params.hidden, 1],
        "activation": params.activation if params.hidden else None,
        "weights": f"{run.spec.job_id}.pt",
        "steps": trainer.step,
        "epochs": params.epochs,
        "loss": trainer.loss,
        "val_loss": trainer.val_loss if split.x_VF.shape[0] else None,
        "loss_is": "mean squared error of the " + ("standardised target" if params.standardise else "target"),
        "best": msgspec.to_builtins(trainer.best),
        "params": msgspec.to_builtins(params),
        "use": USE,
    }
    write_atomic(path, dumps(spell_non_finite(card), indent=2) + b"\n", durable=True)
