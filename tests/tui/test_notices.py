from typing import Any

from engine.job import Best, JobError, JobRecord
from engine.observe.finding import Finding, Severity
from engine.observe.folder import Look
from engine.observe.store import JobStore
from engine.observe.view import JobView
from engine.state import JobState
from tui.notices import Level, Notice, Notices
from tui.terminal_words import notification_sequence, title_sequence


class Panel:
    """A store and what is told of it."""

    def __init__(self) -> None:
        self.store = JobStore()
        self.notices = Notices(ascii=True)

    def look(self, *records: JobRecord, removed: tuple[str, ...] = ()) -> Notice | None:
        diff = self.store.apply(Look(tuple(JobView(job_id=each.job_id, record=each) for each in records), removed))
        self.notices.look(self.store, diff.added | diff.changed | diff.removed)
        return self.notices.take()

    def find(self, job_id: str, *findings: Finding) -> Notice | None:
        diff = self.store.apply_findings({job_id: findings})
        self.notices.look(self.store, diff.changed)
        return self.notices.take()


def job(job_id: str = "a", status: JobState = JobState.RUNNING, **fields: Any) -> JobRecord:
    return JobRecord(job_id=job_id, status=status, name=f"job-{job_id}", **fields)


def finding(rule: str = "spike", *, shared: bool = False, alarm: bool = False) -> Finding:
    severity = Severity.ALARM if alarm else Severity.WARNING
    return Finding(rule=rule, severity=severity, text=f"the {rule} rule speaks", shared=shared)


def test_a_job_that_ends_is_told_once_with_what_it_came_to() -> None:
    panel = Panel()
    assert panel.look(job()) is None
    ended = job(status=JobState.COMPLETED, started_at=1.0, finished_at=13.0,
                best=Best(metric="val_loss", value=0.125, step=4))  # fmt: skip

    told = panel.look(ended)

    assert told == Notice(
        title="+ job-a completed", lines=("took 12 s, best val_loss 0.1250",), level=Level.INFORMATION
    )
    assert panel.look(job(status=JobState.COMPLETED, exit_code=0)) is None


def test_a_job_that_failed_says_why_and_counts_in_the_title() -> None:
    panel = Panel()
    panel.look(job(), job("b"))
    told = panel.look(job(status=JobState.ERROR, error=JobError(kind="x", message="x: loss became nan")))

    assert told is not None
    assert (told.level, told.lines) == (Level.ERROR, ("x: loss became nan",))
    assert panel.notices.title_text(panel.store) == ">1 x1 Traindeck"


def test_what_had_ended_before_it_was_seen_is_not_told() -> None:
    panel = Panel()
    assert panel.look(job(status=JobState.ERROR), job("b", status=JobState.COMPLETED)) is None
    assert panel.notices.title_text(panel.store) == "Traindeck"


def test_a_rule_speaks_once_of_each_job_even_if_it_comes_and_goes() -> None:
    panel = Panel()
    panel.look(job())
    assert panel.find("a", finding()) == Notice(
        title="! job-a", lines=("spike: the spike rule speaks",), level=Level.WARNING
    )  # fmt: skip
    assert panel.find("a") is None
    assert panel.find("a", finding()) is None
    assert panel.find("a", finding(), finding("plateau")) is not None
    assert panel.notices.title_text(panel.store) == ">1 !1 Traindeck"


def test_what_is_true_of_all_jobs_is_told_once_for_all() -> None:
    panel = Panel()
    panel.look(job(), job("b"))
    told = panel.find("a", finding("disk", shared=True, alarm=True))
    assert told is not None
    assert (told.title, told.level) == ("! All jobs", Level.ERROR)
    assert panel.find("b", finding("disk", shared=True)) is None


def test_several_news_become_one_notice_that_names_the_first_few() -> None:
    panel = Panel()
    ids = [str(number) for number in range(8)]
    panel.look(*(job(job_id) for job_id in ids))
    panel.store.apply_findings({"7": (finding(),)})
    panel.notices.look(panel.store, ["7"])

    told = panel.look(*(job(job_id, JobState.STOPPED) for job_id in ids[:7]))

    assert told is not None
    assert told.title == "7 jobs ended, 1 warning"
    assert told.lines[0] == "! job-7: spike: the spike rule speaks"
    assert told.lines[-1] == "and 3 more"
    assert len(told.lines) == 6


def test_several_findings_about_one_job_are_told_under_its_name() -> None:
    panel = Panel()
    panel.look(job())
    told = panel.find("a", finding(), finding("plateau"))
    assert told is not None
    assert (told.title, told.lines) == ("! job-a", ("spike: the spike rule speaks", "plateau: the plateau rule speaks"))


def test_findings_stay_while_reports_come_and_go_with_the_end() -> None:
    panel = Panel()
    panel.look(job())
    panel.find("a", finding())
    panel.look(job(step=7))
    assert panel.store.health == {"a": "spike: the spike rule speaks"}
    panel.look(job(status=JobState.COMPLETED))
    assert panel.store.health == {}
    view = panel.store.get("a")
    assert view is not None
    assert view.findings == ()
    panel.store.apply_findings({"a": (finding(),)})
    assert panel.store.health == {}, "it was found just before the end"


def test_a_removed_job_has_not_ended() -> None:
    panel = Panel()
    panel.look(job())
    assert panel.look(removed=("a",)) is None


def test_nothing_of_a_name_reaches_the_terminal_as_a_sequence() -> None:
    panel = Panel()
    evil = JobRecord(job_id="a", status=JobState.RUNNING, name="\x1b]52;c;x\x07\x9b31m‮[/]")
    panel.look(evil)
    told = panel.look(JobRecord(job_id="a", status=JobState.STOPPED, name=evil.name))
    assert told is not None
    for sequence in (notification_sequence(told.summary), title_sequence(told.title)):
        assert sequence.startswith("\x1b]")
        assert sequence.endswith("\x07")
        assert sequence[2:-1].isprintable()
    assert notification_sequence("4;1;50").startswith("\x1b]9;Traindeck: "), "which some terminals take for progress"
