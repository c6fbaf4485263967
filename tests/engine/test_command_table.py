from engine.cli.table import job_table, status_lines
from engine.job import JobRecord, StopIntent
from engine.observe.view import JobView
from engine.state import JobState

RECORD = JobRecord(job_id="job_1", status=JobState.RUNNING, name="one")


def both(**facts: object) -> tuple[str, str]:
    """The line of `list` and the page of `status`."""
    view = JobView(job_id="job_1", record=RECORD, **facts)  # type: ignore[arg-type]
    return job_table([view])[1], "\n".join(status_lines(RECORD, view))


def test_an_unsupervised_job_is_called_so() -> None:
    assert all("unsupervised" in text for text in both(guard="unsupervised"))
    assert not any("unsupervised" in text for text in both(guard="supervised"))


def test_a_stop_that_is_going_on_is_told_with_what_is_left_of_its_grace() -> None:
    late = StopIntent(requested_at=4e9, grace_s=90.0, by="panel")
    assert all("stopping: killed in " in text for text in both(stop=late))
    assert "asked for by panel" in both(stop=late)[1]
    assert all("killing" in text for text in both(stop=StopIntent(requested_at=0.0, grace_s=0.0)))


def test_a_trouble_and_a_damaged_file_are_told() -> None:
    for fact in ("trouble", "problem"):
        assert all("no space left" in text for text in both(**{fact: "no space left"}))


def test_a_silent_job_is_told_to_be() -> None:
    silent = JobRecord(job_id="job_1", status=JobState.RUNNING, updated_at=1.0)

    assert "last report" in "\n".join(status_lines(silent, JobView(job_id="job_1", record=silent)))
    assert "last report" not in both()[1]
