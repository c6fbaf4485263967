"""PIDs that are handed out anew: whoever has an old one never hits the new owner."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.torture.result import Result

TITLE = "PID reuse in a PID namespace"
FULL, CI = 100, 10

NAMESPACE = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc"]
"""Command in whose namespace the next PID can be chosen without privileges."""

AS_ROOT = ["unshare", "--pid", "--fork", "--mount-proc"]
"""The same for root, where users may not make namespaces."""

CHECKOUT = Path(__file__).parents[3]


def torture(rounds: int, root: Path) -> Result:
    """Run all rounds in one namespace."""
    result = Result(rounds=rounds)
    namespace = next((command for command in (NAMESPACE, AS_ROOT) if _works(command)), None)
    if namespace is None:
        result.notes.append("not tried: no PID namespace can be had here")
        return result
    told = subprocess.run(
        [*namespace, sys.executable, "-P", "-m", "tests.torture.programs.pid_reuse", str(root), str(rounds)],
        capture_output=True, text=True, check=False, cwd=CHECKOUT, env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    )  # fmt: skip
    result.failures += [told.stderr[-600:]] if told.returncode else json.loads(told.stdout.splitlines()[-1])
    return result


def _works(namespace: list[str]) -> bool:
    if shutil.which("unshare") is None:
        return False
    probe = [*namespace, "sh", "-c", "echo 99 > /proc/sys/kernel/ns_last_pid"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0
