"""Jobs with something of everything, for tests that delete them."""

from engine.control.trash_contents import parts_of
from engine.files import make_private
from engine.observe.folder import read_all
from engine.paths import Workspace


def full(workspace: Workspace, job_id: str) -> dict[str, bytes]:
    """Give a job something of everything, and return all its files."""
    make_private(workspace.run(job_id))
    workspace.metrics(job_id).write_bytes(b"m" * 100)
    workspace.lock(job_id).touch()
    workspace.successor(job_id).touch()
    make_private(workspace.checkpoints(job_id))
    (workspace.checkpoints(job_id) / "last.pt").write_bytes(b"c" * 1000)
    workspace.model(job_id).write_bytes(b"w" * 500)
    workspace.model_card(job_id).write_bytes(b"{}")
    return files(workspace, job_id)


def files(workspace: Workspace, job_id: str) -> dict[str, bytes]:
    found = {}
    for inside, _ in parts_of(workspace, job_id):
        for path in [inside, *inside.rglob("*")]:
            if path.is_file():
                found[str(path.relative_to(workspace.root))] = path.read_bytes()
    return found


def ids(workspace: Workspace) -> set[str]:
    return {view.job_id for view in read_all(workspace)}
