"""`python -P -m engine.worker WORKSPACE JOB_ID`: the process that trains. Its shim starts it."""

import contextlib
import os
import sys

from engine.worker.stop import StopSignal


def main(arguments: list[str]) -> int:
    """Run the job that the arguments name; the exit status is 0, or 1 after an error."""
    if len(arguments) != 2:
        print("usage: python -P -m engine.worker WORKSPACE JOB_ID", file=sys.stderr)
        return 2
    guardian = os.getppid()
    stop = StopSignal()
    stop.install()
    # What follows takes seconds to import, and a stop must be heard meanwhile.
    from engine.control.lock import is_guarded
    from engine.paths import Workspace
    from engine.pinned import pin
    from engine.remains import JOB_VARIABLE, end_remains, mark_of
    from engine.worker.execution import run_job

    workspace, job_id = pin(Workspace(arguments[0])), arguments[1]
    status = run_job(workspace, job_id, stop)
    orphaned = os.getppid() != guardian or not is_guarded(workspace, job_id)
    with contextlib.suppress(OSError):
        mark = mark_of(workspace, job_id)
        if orphaned and os.environ.get(JOB_VARIABLE) == mark:
            end_remains(mark)  # Nobody else will: the guardian that ends what a job leaves behind has died.
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
