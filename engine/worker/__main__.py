"""`python -P -m engine.worker WORKSPACE JOB_ID`: the process that trains. Its shim starts it."""

import sys

from engine.worker.stop import StopSignal


def main(arguments: list[str]) -> int:
    """Run the job that the arguments name; the exit status is 0, or 1 after an error."""
    if len(arguments) != 2:
        print("usage: python -P -m engine.worker WORKSPACE JOB_ID", file=sys.stderr)
        return 2
    stop = StopSignal()
    stop.install()
    # What follows takes seconds to import, and a stop must be heard meanwhile.
    from engine.paths import Workspace
    from engine.worker.execution import run_job

    return run_job(Workspace(arguments[0]), arguments[1], stop)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
