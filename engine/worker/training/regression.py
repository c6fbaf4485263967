"""The training of the recipe `regression`: builds the parts, lets them train, saves the model and its card."""

import math
from pathlib import Path
from typing import Any

import torch

from engine.errors import BadInput
from engine.files import make_private
from engine.text import clean, count_of
from engine.worker.insist import insist
from engine.worker.log import log
from engine.worker.recipes.recipe import Outcome, Run
from engine.worker.recipes.regression import RegressionParams, describe
from engine.worker.training.card import write_card
from engine.worker.training.checkpoint import CHECKPOINTS, CheckpointFolder, load_checkpoint, save_tensors
from engine.worker.training.data import Split, make_split
from engine.worker.training.device import choose_device, describe_device
from engine.worker.training.loop import Trainer
from engine.worker.training.model import build_model, parameter_count
from engine.worker.training.optimizer import Optimizer
from engine.worker.training.reading import Loaded

SAME = ("hidden", "activation", "optimizer", "batch_size", "validation_fraction", "standardise", "seed")
"""Parameters that a job must share with the one whose checkpoint it goes on from."""


def train(run: Run, loaded: Loaded) -> Outcome:
    """Train, or go on from a checkpoint, until the end or a stop.

    Raises:
        BadInput: The device is not there, or the checkpoint does not fit.
        NonFiniteLoss: The loss became infinite or not a number.
    """
    params: RegressionParams = run.params
    device = choose_device(params.device)
    if params.threads:
        torch.set_num_threads(params.threads)
    split = make_split(
        loaded.table,
        validation_fraction=params.validation_fraction,
        standardise=params.standardise,
        seed=params.seed,
        device=device,
    )
    trainer = _make_trainer(run, loaded, split, device)
    checkpoint = _checkpoint(run)
    if checkpoint:
        _check_fit(checkpoint["fingerprint"], _fingerprint(params, loaded))
        trainer.restore(checkpoint)
        if trainer.epoch >= params.epochs:
            done = count_of(trainer.epoch, "epoch")
            raise BadInput(f"The checkpoint has {done} done already.", "Ask for more epochs.", field="epochs")
    total_steps = params.epochs * trainer.steps_per_epoch
    _log_start(params, loaded, split, trainer, device)
    run.reporter.begin(
        f"going on from step {trainer.step:,}" if checkpoint else "training",
        step=trainer.step,
        epoch=trainer.epoch + 1,
        epochs=params.epochs,
        total_steps=total_steps,
        device=str(device),
    )
    if checkpoint:
        run.reporter.restore(checkpoint["trend"])
        if trainer.best:
            run.reporter.set_best(trainer.best)
    if not trainer.train():
        return _stopped(run, trainer)
    return _completed(run, loaded, split, trainer)


def _make_trainer(run: Run, loaded: Loaded, split: Split, device: torch.device) -> Trainer:
    params: RegressionParams = run.params
    model = build_model(len(loaded.choice.features), params.hidden, params.activation, params.seed).to(device)
    optimizer = Optimizer(params.optimizer, list(model.parameters()), params.learning_rate, params.weight_decay)
    folder = run.workspace.checkpoints(run.spec.job_id)
    checkpoints = CheckpointFolder(folder, params.keep_checkpoints, run.reporter)
    fingerprint = _fingerprint(params, loaded)
    return Trainer(model, optimizer, split, params, run.reporter, run.stop, checkpoints, fingerprint)


def _checkpoint(run: Run) -> dict[str, Any] | None:
    name = run.spec.resume_checkpoint
    if name is None:
        return None
    relative = Path(name)
    if relative.is_absolute() or ".." in relative.parts:
        raise BadInput(f"The checkpoint {clean(name, 200)} is outside the workspace.")
    if relative.suffix == ".txt":
        raise BadInput(f"{clean(name, 200)} is of a simulation, so training cannot go on from it.", "Start a new job.")
    return load_checkpoint(run.workspace.root / relative)


def _fingerprint(params: RegressionParams, loaded: Loaded) -> dict[str, Any]:
    """What must be the same for training to go on: plain values."""
    return {
        "target": loaded.choice.target,
        "features": list(loaded.choice.features),
        "rows": loaded.table.row_count,
        "checksum": loaded.checksum,
        **{name: list(value) if isinstance(value := getattr(params, name), tuple) else value for name in SAME},
    }


def _check_fit(before: dict[str, Any], now: dict[str, Any]) -> None:
    for name, value in now.items():
        if before.get(name) == value:
            continue
        if name == "checksum":
            message = "The values in the data have changed since the checkpoint was saved."
        else:
            was, is_now = clean(str(before.get(name)), 80), clean(str(value), 80)
            message = f"The checkpoint was made with {name.replace('_', ' ')} {was}, and now it is {is_now}."
        raise BadInput(message, "Restore what has changed, or start a new job.")


def _log_start(params: RegressionParams, loaded: Loaded, split: Split, trainer: Trainer, device: torch.device) -> None:
    log(describe(params, loaded.choice, loaded.table.row_count))
    log(f"Features: {', '.join(loaded.choice.features)}. Target: {loaded.choice.target}.")
    if loaded.choice.left_out:
        log(f"Left out: {', '.join(loaded.choice.left_out)}.")
    held_back = f", {count_of(split.x_VF.shape[0], 'row')} for validation" if split.x_VF.shape[0] else ""
    log(f"{count_of(split.x_NF.shape[0], 'row')} for training{held_back}.")
    threads = count_of(torch.get_num_threads(), "thread")
    where = f"{describe_device(device)}, {threads}" if device.type == "cpu" else describe_device(device)
    log(f"{count_of(parameter_count(trainer.model), 'parameter')} on {where}, {params.optimizer}.")
    first = f", going on from step {trainer.step:,}" if trainer.step else ""
    steps = params.epochs * trainer.steps_per_epoch
    log(f"{count_of(params.epochs, 'epoch')} of {count_of(trainer.steps_per_epoch, 'step')}: {steps:,} in all{first}.")


def _stopped(run: Run, trainer: Trainer) -> Outcome:
    saved = run.reporter.record.checkpoint
    kept = "checkpoint saved" if saved and run.reporter.is_well(CHECKPOINTS) else "checkpoint could not be saved"
    log(f"Stopped at step {trainer.step:,}; {kept}{f': {saved}' if saved else ''}.")
    return Outcome(finished=False, message=f"stopped at step {trainer.step:,}; {kept}")


def _completed(run: Run, loaded: Loaded, split: Split, trainer: Trainer) -> Outcome:
    path = run.workspace.model(run.spec.job_id)

    def save() -> None:
        make_private(path.parent)
        save_tensors(path, {name: weight.cpu() for name, weight in trainer.model.state_dict().items()})
        write_card(run.workspace.model_card(run.spec.job_id), run, loaded.choice, split, trainer)

    insist(run, path, save)
    told = f"loss {trainer.loss:.6g}"
    if not math.isnan(trainer.val_loss):
        error_size = math.sqrt(trainer.val_loss) * float(split.y_scaling.deviation_F)
        told += f", val_loss {trainer.val_loss:.6g}"
        log(f"Typical error on validation rows: {error_size:.4g} (root mean square, in units of the target).")
    if trainer.best:
        best = f"{trainer.best.metric} {trainer.best.value:.6g} at step {trainer.best.step:,}"
        log(f"Best {best}: {run.workspace.checkpoints(run.spec.job_id) / 'best.pt'}")
    log(f"Done: {told}.")
    log(f"Model: {path}")
    return Outcome(finished=True, message=f"completed: {told}", model=path)
