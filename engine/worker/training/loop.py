"""The training loop: train → train epoch → train step → forward and backward.

Shapes: N training rows, V validation rows, F features, B rows of a batch. All tensors are float32.
"""

import math
import time
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import mse_loss

from engine.job import Best
from engine.worker.failure import NonFiniteLoss
from engine.worker.log import log
from engine.worker.recipes.regression import RegressionParams
from engine.worker.report import Reporter
from engine.worker.stop import StopSignal
from engine.worker.training.checkpoint import FORMAT, CheckpointFolder
from engine.worker.training.data import Split, batches, epoch_order
from engine.worker.training.optimizer import Optimizer

CHECKPOINT_INTERVAL_S = 30.0
"""Seconds between two checkpoints when no number of steps is asked for: the most work that a crash can cost."""

DIVERGED = 1e12
"""A loss this many times that of always predicting 0 will not come back; Adam at a learning rate of 1e9 gives 1e37."""

LOG_INTERVAL_S = 3.0
"""Least seconds between two lines of progress in the log, but for jobs of few epochs."""

FEW_EPOCHS = 20
"""With at most so many epochs each gets its line."""

VALIDATION_ROWS = 1 << 16
"""Rows judged at once, so that validation needs little memory."""


class Trainer:
    """Trains one model; all that a checkpoint must hold is in here.

    Args:
        model: On the device, as the optimizer's parameters are.
        optimizer: Over the model's parameters in their order.
        split: The data.
        params: What was asked.
        reporter: Is told losses.
        stop: Is looked at after each step.
        checkpoints: Where to save.
        fingerprint: Put into each checkpoint, to tell later whether data and model are still the same.
    """

    def __init__(
        self,
        model: nn.Sequential,
        optimizer: Optimizer,
        split: Split,
        params: RegressionParams,
        reporter: Reporter,
        stop: StopSignal,
        checkpoints: CheckpointFolder,
        fingerprint: dict[str, Any],
    ) -> None:
        self.model = model
        self.step = self.epoch = self.batch = 0
        """Steps done, epochs done, batches done of the epoch begun."""
        self.best: Best | None = None
        self.loss = self.val_loss = math.nan
        """Latest values."""
        self.steps_per_epoch = -(-split.x_NF.shape[0] // params.batch_size)
        self._optimizer = optimizer
        self._split = split
        self._params = params
        self._reporter = reporter
        self._stop = stop
        self._checkpoints = checkpoints
        self._fingerprint = fingerprint
        self._weights = list(model.parameters())
        self._is_on_host = self._weights[0].device.type == "cpu"
        self._pending: list[Tensor] = []
        """Losses since the last report, still on the device."""
        self._epoch_sum, self._epoch_count = 0.0, 0
        """Losses reported in this epoch."""
        self._best_weights: dict[str, Tensor] = {}
        self._best_is_saved = True
        self._checkpoint_at = self._logged_at = time.monotonic()
        self._largest_loss = DIVERGED * float(split.y_N1.cpu().double().square().mean()) or math.inf

    def train(self) -> bool:
        """Train to the end, or until the stop is asked for; whether the end was reached. A checkpoint is saved."""
        while self.epoch < self._params.epochs:
            if not self._train_epoch():
                self._save(periodic=False)
                return False
            self._judge_epoch()
            self.epoch, self.batch = self.epoch + 1, 0
        self._save(periodic=False)
        # After the checkpoint, so that a job that goes on from it reports in the rhythm of an unbroken one.
        if self._pending:
            self._report()
        return True

    def state(self) -> dict[str, Any]:
        """Content of a checkpoint: plain containers and tensors only."""
        cuda = torch.cuda.get_rng_state_all() if self._weights[0].device.type == "cuda" else []
        best = self.best and {"metric": self.best.metric, "value": self.best.value, "step": self.best.step}
        return {
            "format": FORMAT,
            "recipe": "regression",
            "model": self.model.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "step": self.step,
            "epoch": self.epoch,
            "batch": self.batch,
            "rng": {"cpu": torch.get_rng_state(), "cuda": cuda},
            "pending_losses": torch.tensor(self._losses(), dtype=torch.float32),
            "loss": self.loss,
            "val_loss": self.val_loss,
            "epoch_loss": [self._epoch_sum, self._epoch_count],
            "best": best,
            "best_weights": self._best_weights,
            "trend": self._reporter.state(),
            "fingerprint": self._fingerprint,
        }

    def restore(self, content: dict[str, Any]) -> None:
        """Take over what `state` gave, exactly."""
        device = self._weights[0].device
        self.model.load_state_dict(content["model"])
        self._optimizer.load_state_dict(content["optimizer"])
        self.step, self.epoch, self.batch = content["step"], content["epoch"], content["batch"]
        self.loss, self.val_loss = content["loss"], content["val_loss"]
        self._pending = list(content["pending_losses"].to(device).unbind())
        self._epoch_sum, self._epoch_count = content["epoch_loss"]
        self._best_weights = {name: value.to(device) for name, value in content["best_weights"].items()}
        if content["best"]:
            self.best = Best(**content["best"])
            self._best_is_saved = False
        torch.set_rng_state(content["rng"]["cpu"])
        if device.type == "cuda" and len(content["rng"]["cuda"]) == torch.cuda.device_count():
            torch.cuda.set_rng_state_all(content["rng"]["cuda"])

    def _train_epoch(self) -> bool:
        """Train what is left of the epoch; False when the stop was asked for before its end."""
        params, stop = self._params, self._stop
        if self.batch == self.steps_per_epoch:
            return True  # Saved after the last step of the epoch and before the epoch was judged.
        order_N = epoch_order(self._split.x_NF.shape[0], params.seed, self.epoch)[self.batch * params.batch_size :]
        for x_BF, y_B1 in batches(self._split, order_N, params.batch_size):
            self._pending.append(self._train_step(x_BF, y_B1))
            self.step += 1
            self.batch += 1
            if self.step % params.report_every == 0:
                self._report()
            if params.checkpoint_every and self.step % params.checkpoint_every == 0:
                self._save(periodic=True)
            if stop.requested:
                return False
        return True

    def _train_step(self, x_BF: Tensor, y_B1: Tensor) -> Tensor:
        loss, gradients = self._forward_backward(x_BF, y_B1)
        self._optimizer.step(gradients)
        return loss

    def _forward_backward(self, x_BF: Tensor, y_B1: Tensor) -> tuple[Tensor, tuple[Tensor, ...]]:
        loss = mse_loss(self.model(x_BF), y_B1)
        return loss.detach(), torch.autograd.grad(loss, self._weights)

    def _losses(self) -> list[float]:
        """Losses since the last report, in one transfer; the first that is not finite or diverged ends the job."""
        # In the memory of the host there is nothing to transfer, and a few reads cost less than a stack.
        if self._is_on_host or not self._pending:
            losses = [loss.item() for loss in self._pending]
        else:
            losses = torch.stack(self._pending).tolist()
        # No loss is below 0, so their sum speaks for all; nan, which compares false with everything, is caught as well.
        if not sum(losses) <= self._largest_loss:
            self._check(losses)
        return losses

    def _check(self, losses: list[float]) -> None:
        for place, loss in enumerate(losses):
            if not loss <= self._largest_loss:
                step = self.step - len(losses) + place + 1
                self._tell(loss, step, len(losses))
                raise NonFiniteLoss(step, loss, self._optimizer.learning_rate)

    def _report(self) -> None:
        losses = self._losses()
        self._pending.clear()
        total, count = sum(losses), len(losses)
        self._epoch_sum += total
        self._epoch_count += count
        self._tell(total / count, self.step, count)
        now = time.monotonic()
        if not self._params.checkpoint_every and now - self._checkpoint_at >= CHECKPOINT_INTERVAL_S:
            self._save(periodic=True)
        if now - self._logged_at >= LOG_INTERVAL_S:
            self._log_progress()

    def _tell(self, loss: float, step: int, steps: int) -> None:
        self.loss = loss
        epoch = self._epoch_of(step)
        self._reporter.report(step, epoch, loss, self._optimizer.learning_rate, steps * self._params.batch_size)

    def _epoch_of(self, step: int) -> int:
        """The epoch, from 1, to which the step belongs."""
        return -(-step // self.steps_per_epoch) or 1

    def _judge_epoch(self) -> None:
        """Compute the validation loss, and keep the weights if the model was never better."""
        if self._split.x_VF.shape[0]:
            metric, value = "val_loss", self._validation_loss()
            self.val_loss = value
            self._reporter.validate(self.step, self.epoch + 1, value)
        elif self._epoch_count:
            metric, value = "loss", self._epoch_sum / self._epoch_count
        else:
            return
        if self._params.epochs <= FEW_EPOCHS:
            self._log_progress()
        self._epoch_sum, self._epoch_count = 0.0, 0
        if math.isfinite(value) and (self.best is None or value < self.best.value):
            self.best = Best(metric=metric, value=value, step=self.step)
            self._best_weights = {name: weight.clone() for name, weight in self.model.state_dict().items()}
            self._best_is_saved = False
            self._reporter.set_best(self.best)

    def _log_progress(self) -> None:
        self._logged_at = time.monotonic()
        # Nothing has been reported yet where an epoch is shorter than the distance of two reports.
        loss = "–" if math.isnan(self.loss) else f"{self.loss:.6g}"
        val_loss = "" if math.isnan(self.val_loss) else f", val_loss {self.val_loss:.6g}"
        total = self._params.epochs * self.steps_per_epoch
        epoch = f"Epoch {self._epoch_of(self.step):,} of {self._params.epochs:,}"
        log(f"{epoch}, step {self.step:,} of {total:,}: loss {loss}{val_loss}")

    def _validation_loss(self) -> float:
        x_VF, y_V1 = self._split.x_VF, self._split.y_V1
        total = torch.zeros((), device=x_VF.device)
        with torch.no_grad():
            x_parts, y_parts = torch.split(x_VF, VALIDATION_ROWS), torch.split(y_V1, VALIDATION_ROWS)
            for x_BF, y_B1 in zip(x_parts, y_parts, strict=True):
                total += mse_loss(self.model(x_BF), y_B1, reduction="sum")
        return float(total) / x_VF.shape[0]

    def _save(self, *, periodic: bool) -> None:
        content = self.state()
        self._reporter.reach(self.step, self._epoch_of(self.step))
        if periodic:
            self._checkpoints.save_periodic(content)
        else:
            self._checkpoints.save_last(content)
        if self.best and not self._best_is_saved:
            weights = {"model": self._best_weights, "best": content["best"], "fingerprint": self._fingerprint}
            self._best_is_saved = self._checkpoints.save_best({"format": FORMAT, **weights})
        self._checkpoint_at = time.monotonic()
