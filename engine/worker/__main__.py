"""`python -P -m engine.worker WORKSPACE JOB_ID [DESCRIPTOR]`: the process that trains. Its shim starts it.

The descriptor is an open one of the workspace, which by now may have another name.
"""

import contextlib
import os
import sys

from engine.worker.stop import StopSignal


def main(arguments: list[str]) -> int:
    """Run the job that the arguments name; the exit status is 0, or 1 after an error."""
    if len(arguments) not in (2, 3):
        print("usage: python -P -m engine.worker WORKSPACE JOB_ID [DESCRIPTOR]", file=sys.stderr)
        return 2
    guardian = os.getppid()
    stop = StopSignal()
    stop.install()
    # What follows takes seconds to import, and a stop must be heard meanwhile.
    from engine.control.lock import is_guarded
    from engine.paths import Workspace
    from engine.pinned import pin, pinned_at
    from engine.remains import JOB_VARIABLE, end_remains, mark_of
    from engine.worker.execution import run_job

    handed_on = pinned_at(int(arguments[2])) if arguments[2:] else None
    workspace, job_id = handed_on or pin(Workspace(arguments[0])), arguments[1]
    status = run_job(workspace, job_id, stop)
    orphaned = os.getppid() != guardian or not is_guarded(workspace, job_id)
    with contextlib.suppress(OSError):
        mark = mark_of(workspace, job_id)
        if orphaned and os.environ.get(JOB_VARIABLE) == mark:
            end_remains(mark)  # Nobody else will: the guardian that ends what a job leaves behind has died.
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
