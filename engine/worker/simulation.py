"""A simulation: the states, files and commands of a training, with nothing trained. It says so everywhere.

For machines without PyTorch, and to try the panel. Standard library and msgspec only.
"""

import math
import random
from pathlib import Path

import msgspec

from engine.errors import BadInput
from engine.files import UnreadableFile, make_private, read_bounded, write_atomic
from engine.job import Best
from engine.text import clean
from engine.worker.insist import insist
from engine.worker.log import log
from engine.worker.recipes.recipe import Outcome, Plan, Run

STEP_S = 0.01
"""Seconds a pretended step takes."""

SHORTEST_S, LONGEST_S = 2.0, 30.0
"""Bounds of a simulation: long enough to watch, short enough to wait for."""

TICK_S = 0.05
"""Seconds between two advances."""

REPORTS = 2000
"""Most losses that one simulation reports."""


class SimulatedCheckpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where a simulation stopped."""

    simulation: bool
    step: int


def simulate(run: Run, plan: Plan, reason: str) -> Outcome:
    """Pretend to train.

    Args:
        run: The job; its parameters are used for their names only.
        plan: How long the training would be.
        reason: Why it is a simulation.
    """
    step = _first_step(run, plan)
    log(f"SIMULATION ({reason}): nothing is trained.")
    log(plan.title)
    message = "SIMULATION: pretending to train"
    total = plan.total_steps
    run.reporter.begin(
        message,
        step=step,
        epoch=_epoch(plan, step),
        epochs=plan.epochs,
        total_steps=total,
        device="simulated",
    )
    seconds = min(max(total * STEP_S, SHORTEST_S), LONGEST_S)
    steps_a_tick = total * TICK_S / seconds
    position = float(step)
    while step < total:
        if run.stop.wait(TICK_S):
            kept = "checkpoint saved" if _save_checkpoint(run, plan, step) else "checkpoint could not be saved"
            log(f"SIMULATION: stopped at step {step:,}; {kept}.")
            return Outcome(finished=False, message=f"SIMULATION: stopped at step {step:,}; {kept}")
        position = min(position + steps_a_tick, total)
        _advance(run, plan, step, int(position))
        step = int(position)
    _save_checkpoint(run, plan, total)
    model = _write_placeholder(run)
    log(f"SIMULATION: done; {model} says that nothing was trained.")
    return Outcome(finished=True, message="SIMULATION: nothing was trained", model=model)


def pretended_loss(step: int, total_steps: int, seed: int) -> float:
    """A loss that falls as real ones do, the same whenever it is asked for."""
    noise = random.Random(seed * 1_000_003 + step).gauss(0.0, 0.03)
    return (0.05 + 0.95 * math.exp(-5 * step / total_steps)) * (1 + noise)


def _advance(run: Run, plan: Plan, old: int, new: int) -> None:
    every = max(getattr(run.params, "report_every", 5), plan.total_steps // REPORTS, 1)
    seed = getattr(run.params, "seed", 0)
    rate = getattr(run.params, "learning_rate", 0.001)
    rows = getattr(run.params, "batch_size", 1)
    for step in range(old + 1, new + 1):
        if step % every == 0 or step == plan.total_steps:
            loss = pretended_loss(step, plan.total_steps, seed)
            run.reporter.report(step, _epoch(plan, step), loss, rate, rows * every)
        if plan.has_validation and step % plan.steps_per_epoch == 0:
            value = pretended_loss(step, plan.total_steps, seed + 1) * 1.1
            run.reporter.validate(step, _epoch(plan, step), value)
            best = run.reporter.record.best
            if best is None or value < best.value:
                run.reporter.set_best(Best(metric="val_loss", value=value, step=step))


def _epoch(plan: Plan, step: int) -> int:
    return min(max(step - 1, 0) // plan.steps_per_epoch + 1, plan.epochs)


def _first_step(run: Run, plan: Plan) -> int:
    name = run.spec.resume_checkpoint
    if name is None:
        return 0
    shown = clean(name, 200)
    if Path(name).suffix != ".txt":
        raise BadInput(
            f"Going on from {shown} needs PyTorch, which is not used here.", "Install it: pip install torch."
        )
    try:
        content = read_bounded(run.workspace.root / name)
        saved = msgspec.json.decode(content.partition(b"\n")[2], type=SimulatedCheckpoint)
    except (FileNotFoundError, UnreadableFile, msgspec.DecodeError):
        raise BadInput(f"The checkpoint {shown} cannot be read.", "Start a new job.") from None
    if not 0 <= saved.step < plan.total_steps:
        raise BadInput(f"The checkpoint {shown} has all steps done already.", "Ask for more epochs.", field="epochs")
    return saved.step


def _save_checkpoint(run: Run, plan: Plan, step: int) -> bool:
    path = run.workspace.checkpoints(run.spec.job_id) / "last.txt"
    first_line = b"SIMULATION: nothing was trained; this only says where it stopped.\n"
    content = first_line + msgspec.json.encode({"simulation": True, "step": step}) + b"\n"
    run.reporter.reach(step, _epoch(plan, step))
    try:
        make_private(path.parent)
        write_atomic(path, content, durable=True)
    except OSError as error:
        name = path.relative_to(run.workspace.root)
        run.reporter.warn("the checkpoint", f"{name} cannot be written: {error.strerror}")
        return False
    run.reporter.set_checkpoint(path)
    record = run.reporter.record
    run.reporter.note_checkpoint(path, step=step, epoch=record.epoch, metrics={"loss": record.loss})
    return True


def _write_placeholder(run: Run) -> Path:
    path = run.workspace.model(run.spec.job_id, simulation=True)
    text = f"This is a SIMULATION of job {run.spec.job_id}: nothing was trained, and this file is no model.\n"

    def save() -> None:
        make_private(path.parent)
        write_atomic(path, text.encode(), durable=True)

    insist(run, path, save)
    return path
