"""PIDs that are handed out anew: whoever has an old one never hits the new owner."""

import shutil
import subprocess
from pathlib import Path

from tests.torture.program import run_program
from tests.torture.result import Result

TITLE = "PID reuse in a PID namespace"
FULL, CI = 100, 10

NAMESPACE = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc"]
"""Command in whose namespace the next PID can be chosen without privileges."""

AS_ROOT = ["unshare", "--pid", "--fork", "--mount-proc"]
"""The same for root, where users may not make namespaces."""


def torture(rounds: int, root: Path) -> Result:
    """Run all rounds in one namespace."""
    result = Result(rounds=rounds)
    namespace = next((command for command in (NAMESPACE, AS_ROOT) if _works(command)), None)
    if namespace is None:
        result.notes.append("not tried: no PID namespace can be had here")
        return result
    result.failures += run_program("pid_reuse", root, rounds, inside=namespace)
    return result


def _works(namespace: list[str]) -> bool:
    if shutil.which("unshare") is None:
        return False
    probe = [*namespace, "sh", "-c", "echo 99 > /proc/sys/kernel/ns_last_pid"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0
