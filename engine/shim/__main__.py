"""Entry of the shim: leave the launcher, then guard the job to its end."""

import os
import sys

from engine.paths import Workspace
from engine.pinned import pin
from engine.shim.guardian import Guardian


def main(arguments: list[str]) -> int:
    """Guard one job.

    Args:
        arguments: Workspace, job id, descriptor of the lock that the launcher took (it is passed on, so there is no
            moment without a guard), descriptor of the pipe on which the launcher waits for the worker's PID.
    """
    root, job_id, lock, ready = arguments
    if os.fork() > 0:
        # The launcher reaps this process at once and is nobody's parent afterwards.
        os._exit(0)
    os.set_inheritable(int(lock), False)
    os.set_inheritable(int(ready), False)
    return Guardian(pin(Workspace(root)), job_id, ready=int(ready)).guard()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
