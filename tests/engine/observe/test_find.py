from pathlib import Path

import pytest

from engine.errors import NoSuchJob
from engine.files import make_private
from engine.job import JobRecord
from engine.observe.find import find_job
from engine.paths import Workspace
from engine.record import write_record
from engine.state import JobState

FIRST, SECOND, THIRD = "job_1000_aaaaaaaa", "job_1001_bbbbbbbb", "job_2000_cccccccc"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = Workspace(tmp_path)
    make_private(workspace.jobs)
    for job_id, name, created_at in ((FIRST, "churn", 1.0), (SECOND, "price", 3.0), (THIRD, "price", 2.0)):
        record = JobRecord(job_id=job_id, status=JobState.COMPLETED, name=name, created_at=created_at)
        write_record(workspace.status(job_id), record, durable=False)
    return workspace


@pytest.mark.parametrize(
    ("reference", "job_id"),
    [(FIRST, FIRST), ("job_1000", FIRST), ("job_2", THIRD), ("churn", FIRST), ("last", SECOND)],
)
def test_what_a_reference_means(workspace: Workspace, reference: str, job_id: str) -> None:
    assert find_job(workspace, reference).job_id == job_id


def test_a_name_goes_before_a_beginning(workspace: Workspace) -> None:
    record = JobRecord(job_id="x", status=JobState.COMPLETED, name="job_1000")
    write_record(workspace.status("x"), record, durable=False)
    assert find_job(workspace, "job_1000").job_id == "x"


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("job_1", f"“job_1” means 2 jobs: {SECOND} (COMPLETED), {FIRST} (COMPLETED). Give more of the id."),
        ("price", f"“price” means 2 jobs: {SECOND} (COMPLETED), {THIRD} (COMPLETED)."),
        ("nope", "There is no job “nope”."),
        ("", "There is no job “”."),
        ("../../etc/passwd", "There is no job “../../etc/passwd”."),
        ("a\x1b]52;c;x\x07\n\udcff", "There is no job “a"),
        ("x" * 5000, "There is no job “xxx"),
    ],
)
def test_a_reference_that_means_no_job(workspace: Workspace, reference: str, message: str) -> None:
    with pytest.raises(NoSuchJob) as problem:
        find_job(workspace, reference)
    assert message in str(problem.value)
    assert str(problem.value).isprintable()


@pytest.mark.parametrize("reference", ["job_3000_dddddddd", "job_3"])
def test_an_unreadable_job_is_told_as_such(workspace: Workspace, reference: str) -> None:
    workspace.status("job_3000_dddddddd").write_text("{")
    with pytest.raises(NoSuchJob, match="The status file of job_3000_dddddddd cannot be read"):
        find_job(workspace, reference)
    # The one before may not be taken for it: “stop last” would end the wrong job.
    with pytest.raises(NoSuchJob, match=r"newest job, job_3000_dddddddd, cannot be read.* Name the job"):
        find_job(workspace, "last")


def test_a_workspace_without_jobs(tmp_path: Path) -> None:
    with pytest.raises(NoSuchJob, match="has none yet"):
        find_job(Workspace(tmp_path), "last")


def test_a_name_means_the_job_that_goes_on_from_the_others(workspace: Workspace) -> None:
    for job_id, parent in (("a", None), ("b", "a"), ("c", "b")):
        record = JobRecord(job_id=job_id, status=JobState.STOPPED, name="long", resumed_from=parent)
        write_record(workspace.status(job_id), record, durable=False)

    assert find_job(workspace, "long").job_id == "c"
