import msgspec

from engine.job import JobError, JobRecord, StopIntent
from engine.observe.finding import Finding, Severity
from engine.observe.view import JobView
from engine.state import JobState
from tui.widgets.standing import standing_text

RUNNING = JobRecord(job_id="a", status=JobState.RUNNING, epoch=1, epochs=2, step=3, total_steps=6, device="cpu")


def told(record: JobRecord = RUNNING, **facts: object) -> str:
    view = JobView(job_id="a", record=record, **facts)  # type: ignore[arg-type]
    return standing_text(view, ascii=True, now_s=10.0).plain


def test_what_is_wrong_is_told_before_what_goes_on() -> None:
    text = told(guard="unsupervised", trouble="a.json cannot be written: [/] No space", problem="the field x is bad")

    places = [text.index(word) for word in ("RUNNING", "unsupervised", "[/] No space", "the field", "epoch 1/2", "cpu")]
    assert places == sorted(places)


def test_a_stop_counts_down_in_place_of_the_figures() -> None:
    text = told(stop=StopIntent(requested_at=0.0, grace_s=60.0), guard="unsupervised")

    assert "stopping: killed in 0:50; X kills now" in text
    assert "can still be stopped" in text
    assert "epoch" not in text


def test_an_error_is_told_with_what_to_do() -> None:
    error = JobError(kind="killed by signal", message="killed by signal SIGKILL (9)", hint="Launch it again.")
    text = told(JobRecord(job_id="a", status=JobState.ERROR, error=error, message="not this", simulation=True))

    assert text == " SIMULATION   x ERROR  killed by signal SIGKILL (9). Launch it again."


def test_an_unreadable_file_is_told_with_its_reason() -> None:
    view = JobView(job_id="a", problem="it is empty")

    assert standing_text(view, ascii=True, now_s=0.0).plain == "? unreadable status file: it is empty"


def test_findings_are_told_before_figures_and_not_too_many() -> None:
    findings = tuple(
        Finding(rule=rule, severity=Severity.WARNING, text=f"about {rule}") for rule in ("silent", "spike", "plateau")
    )
    text = told(RUNNING, findings=findings)

    assert "! silent: about silent  ! spike: about spike  ! 1 more in the timeline  epoch 1/2" in text
    late = msgspec.structs.replace(RUNNING, updated_at=-500.0)
    assert "last report" in told(late)
    assert "last report" not in told(late, findings=findings), "which the rule says with evidence"


def test_a_job_that_has_fallen_silent_is_told_to_be() -> None:
    def heard(updated_at: float | None, status: JobState = JobState.RUNNING) -> str:
        record = JobRecord(job_id="a", status=status, updated_at=updated_at)
        return standing_text(JobView(job_id="a", record=record), ascii=True, now_s=1000.0).plain

    assert "last report 90 s ago" in heard(910.0)
    assert not any("last report" in text for text in (heard(995.0), heard(None), heard(910.0, JobState.LOADING)))
