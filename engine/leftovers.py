"""What killed writers of a job left half-written, collected by whoever closes the job: its shim or a reconciler.

Standard library only: the shim imports this.
"""

from engine.files import remove_temporaries
from engine.paths import Workspace


def collect_leftovers(workspace: Workspace, job_id: str) -> None:
    """Remove the temporary files of a job that has ended. The caller holds its lock, so nobody writes there now."""
    # The dot keeps a job from collecting what belongs to another whose id begins alike.
    remove_temporaries(workspace.jobs, f"{job_id}.")
    remove_temporaries(workspace.models, f"{job_id}.")
    remove_temporaries(workspace.checkpoints(job_id))
    remove_temporaries(workspace.run(job_id))  # Whoever asks for a stop just now writes his wish once more.
