"""Stands in for a worker: trains with DataLoader workers beside torchrun ranks and a process in a session of its own.

Arguments: workspace, job id. At TERM it saves a checkpoint and ends, and leaves all others to whoever ends jobs.
"""

import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import torch
from torch.utils.data import DataLoader, TensorDataset

from engine.files import make_private
from engine.paths import Workspace
from engine.record import read_status, write_record
from engine.state import JobState
from engine.worker.training.checkpoint import save_tensors

RANK = """
import signal, sys, time
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
open(sys.argv[2], "a").write("ready\\n")
time.sleep(600)
"""
"""A rank, or a grandchild, that is deaf to everything but KILL. Its first argument says whose it is."""


def main(root: str, job_id: str) -> None:
    """Train until TERM comes."""
    stopping = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))
    workspace, rank = Workspace(root), Path(root) / f"rank-{job_id}.py"
    rank.write_text(RANK)
    ready = Path(root) / f"ready-{job_id}"
    mark = [root, str(ready)]
    subprocess.Popen([sys.executable, "-P", str(rank), *mark], start_new_session=True)
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", str(rank), *mark]
    subprocess.Popen(torchrun)
    x_NF = torch.rand(4096, 8)
    loader = DataLoader(TensorDataset(x_NF, x_NF.sum(1, keepdim=True)), batch_size=8, num_workers=4)
    model = torch.nn.Linear(8, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    path, step, state = workspace.status(job_id), 0, JobState.LOADING
    while not stopping:
        for x_BF, y_B1 in loader:
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(model(x_BF), y_B1).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            step += 1
            if stopping:
                break
            if ready.exists() and ready.read_text().count("ready") == 3:
                _write(path, JobState.LOADING if state is JobState.LOADING else JobState.RUNNING, step)
                state = JobState.RUNNING
    make_private(workspace.checkpoints(job_id))
    save_tensors(workspace.checkpoints(job_id) / "last.pt", {"model": model.state_dict(), "step": step})
    _write(path, JobState.STOPPED, step)
    sys.stdout.flush()
    # As after a crash: nobody is waited for and nobody is told.
    signal.raise_signal(signal.SIGKILL)


def _write(path: Path, state: JobState, step: int) -> None:
    write_record(path, msgspec.structs.replace(read_status(path)[0], status=state, step=step), durable=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])
