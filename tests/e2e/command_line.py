"""The command as a user's shell runs it, in a workspace of its own, and every job surely ended with the test."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from engine.control.stop import stop_job
from engine.observe.folder import read_all
from engine.paths import Workspace
from tests.engine.control.harness import closed_by_a_look, end
from tests.engine.worker.harness import DIABETES, wait_for

LONG = ("launch", "regression", "--data", DIABETES, "--epochs", "1000000", "--simulate")
"""Launches a simulation that does not end by itself within a test."""

TRAINDECK = [sys.executable, "-P", "-m", "tui"]


class CommandLine:
    """Runs `traindeck` in one workspace.

    Args:
        workspace: The directory, which is also the current one.
    """

    def __init__(self, workspace: Path) -> None:
        self.workspace = Workspace(workspace)
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("TRAINDECK", "_TRAINDECK", "PYTEST", "COMP_"))
        }

    def run(self, *arguments: str, **options: Any) -> "subprocess.CompletedProcess[str]":
        """Run one command to its end; a traceback is never right."""
        environment = {**self.environment, **options.pop("environment", {})}
        options = {"cwd": self.workspace.root, "stdin": subprocess.DEVNULL, "text": True, "timeout": 120, **options}
        if "stdout" not in options:
            options |= {"stdout": subprocess.PIPE}
        done = subprocess.run([*TRAINDECK, *arguments], stderr=subprocess.PIPE, env=environment, **options)
        assert "Traceback" not in f"{done.stdout}{done.stderr}", done.stderr
        return done

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start a command that goes on beside the test."""
        return subprocess.Popen(
            [*TRAINDECK, *arguments], cwd=self.workspace.root, env=self.environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def json(self, *arguments: str) -> Any:
        """Run a command that succeeds and prints JSON, and nothing else, on standard output."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def fails(self, exit_code: int, *arguments: str, **options: Any) -> str:
        """Run a command that fails; returns its words, which all went to standard error."""
        done = self.run(*arguments, **options)
        assert done.returncode == exit_code, (done.returncode, done.stdout, done.stderr)
        assert done.stdout in ("", None)
        return done.stderr

    def until(self, job_id: str, *states: str) -> dict[str, Any]:
        """Poll `status` until the job is in one of the states."""
        found: dict[str, Any] = {}

        def reached() -> bool:
            found.update(self.json("status", job_id))
            return found["status"] in states

        wait_for(f"{job_id} in {states}", reached)
        return found

    def end_all(self) -> None:
        """End every job of the workspace."""
        for view in read_all(self.workspace):
            if view.record is not None and view.record.worker is not None and view.is_active:
                stop_job(self.workspace, view.job_id, now=True)
                closed_by_a_look(self.workspace, view.job_id)
            if view.record is not None and view.record.worker is not None:
                end(self.workspace, view.record)


def launch_long(traindeck: CommandLine, *more: str) -> str:
    """Launch a simulation that does not end by itself within a test, and wait for its first step."""
    job_id = traindeck.json(*LONG, *more)["job_id"]
    wait_for("a first step", lambda: traindeck.json("status", job_id)["step"] > 0)
    return str(job_id)
