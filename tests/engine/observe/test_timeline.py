from typing import Any

from engine.job import JobError, JobRecord, StopIntent
from engine.observe.checkpoints import Checkpoint
from engine.observe.finding import Finding, Severity
from engine.observe.timeline import Event, Kind, Relations, timeline
from engine.state import JobState

START = 1_700_000_000.0


def events(relations: Relations | None = None, **fields: Any) -> tuple[Event, ...]:
    values: dict[str, Any] = {"status": JobState.RUNNING, "created_at": START, "started_at": START + 0.1,
                              "loading_at": START + 0.3, "running_at": START + 2.0}  # fmt: skip
    record = JobRecord(job_id="job_1", **(values | fields))
    return timeline(record, relations or Relations(), (), (), START + 10)


def test_each_state_has_its_length_and_the_present_one_goes_on() -> None:
    lasted = {event.title: round(event.lasted_s or 0, 1) for event in events()}
    assert lasted == {"QUEUED": 0.1, "STARTING": 0.2, "LOADING": 1.7, "RUNNING": 8.0}


def test_the_end_says_why_how_long_and_with_which_exit() -> None:
    error = JobError(kind="killed by signal", message="killed by signal SIGKILL (9)")
    last = events(status=JobState.ERROR, finished_at=START + 5.1, error=error, signal=9)[-1]

    assert (last.title, last.alarming, last.lasted_s) == ("ERROR", True, None)
    assert last.detail == "killed by signal SIGKILL (9); took 5 s; signal 9"


def test_an_old_status_file_shows_what_is_known() -> None:
    told = events(loading_at=None, running_at=None, step=5)
    assert [event.title for event in told] == ["QUEUED", "STARTING", "RUNNING"]
    assert told[-1].at is None

    told = events(loading_at=None, running_at=None, step=5, status=JobState.COMPLETED, finished_at=START + 9)
    assert [(event.title, event.lasted_s) for event in told] == [
        ("QUEUED", None), ("STARTING", None), ("COMPLETED", None)
    ]  # fmt: skip


def test_everything_stands_in_its_place() -> None:
    record = JobRecord(job_id="job_1", status=JobState.STOPPED, created_at=START, started_at=START + 1,
                       finished_at=START + 50, resumed_from="job_0", message="stopped; checkpoint saved")  # fmt: skip
    relations = Relations(
        stop=StopIntent(requested_at=START + 40, grace_s=60.0, by="panel"),
        first_report_at=START + 5,
        successor="job_2",
        successor_at=START + 90,
        parent="before",
        start_step=30,
    )
    saved = Checkpoint(name="last.pt", path="models/last.pt", size_bytes=2048, saved_at=START + 45, step=60,
                       metrics={"val_loss": 0.25})  # fmt: skip
    finding = Finding(rule="spike", severity=Severity.WARNING, text="loss jumped", step=9, at=START + 20)

    told = timeline(record, relations, [saved], [finding], START + 99)

    assert [event.title for event in told] == [
        "goes on from before", "QUEUED", "STARTING", "first report", "spike", "stop asked for by panel",
        "last.pt saved", "STOPPED", "continued by job_2",
    ]  # fmt: skip
    assert [event.detail for event in told][5:7] == ["grace 60 s", "step 60, val_loss 0.2500, 2.0 KiB"]
    assert [event.kind for event in told][:2] == [Kind.JOB, Kind.STATE]


def test_the_final_model_is_called_that() -> None:
    record = JobRecord(job_id="job_1", status=JobState.RUNNING, running_at=START)
    model = Checkpoint(name="job_1.pt", path="models/job_1.pt", size_bytes=1, saved_at=START, roles=("final model",))

    assert timeline(record, Relations(), [model], (), START)[-1].title == "final model saved"


def test_what_has_only_a_step_stands_where_that_probably_was() -> None:
    record = JobRecord(job_id="job_1", status=JobState.RUNNING, running_at=START, updated_at=START + 100, step=200)
    finding = Finding(rule="plateau", severity=Severity.WARNING, text="best long ago", step=50)

    *_, told = timeline(record, Relations(), (), [finding], START + 100)

    assert (told.title, told.at, told.estimated) == ("plateau", START + 25, True)


def test_a_file_with_two_names_is_told_once() -> None:
    record = JobRecord(job_id="job_1", status=JobState.RUNNING, running_at=START)
    two = [Checkpoint(name=name, path=name, size_bytes=1, saved_at=START, inode=7) for name in ("last.pt", "step_4.pt")]

    assert [event.title for event in timeline(record, Relations(), two, (), START)][1:] == ["step_4.pt saved"]
