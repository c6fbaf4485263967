"""Whatever a job writes, no rule raises, and what all rules say is fit to be shown."""

from hypothesis import given
from hypothesis import strategies as st

from engine.job import Best, JobRecord
from engine.observe.health import RULE_NAMES, RULES, examine
from engine.observe.health.evidence import Evidence, Reading
from engine.observe.health.memory import remembered
from engine.observe.metrics import MetricHistory
from engine.state import JobState

ANY = st.floats()
STEPS = st.integers(0, 80) | st.integers(-(1 << 53) + 1, (1 << 53) - 1)
REPORT = st.dictionaries(st.sampled_from(["loss", "val_loss", "time", "epoch", "accuracy"]), ANY, max_size=4)
HISTORY = st.lists(st.tuples(STEPS, REPORT), max_size=120)
READINGS = st.lists(st.tuples(ANY, ANY).map(lambda pair: Reading(*pair)), max_size=80)
TIME = st.none() | st.floats(0, 4e9)


@given(
    HISTORY, st.sampled_from(list(JobState)), STEPS, STEPS, TIME, st.none() | STEPS, ANY,
    st.lists(ANY, max_size=30), READINGS, READINGS, READINGS,
)  # fmt: skip
def test_no_rule_raises(
    reports: list[tuple[int, dict[str, float]]], status: JobState, step: int, total: int, updated: float | None,
    best: int | None, value: float, intervals: list[float], speeds: list[Reading], gpu: list[Reading],
    free: list[Reading],
) -> None:  # fmt: skip
    history = MetricHistory()
    history.add({"step": at, **report} for at, report in reports)
    record = JobRecord(
        job_id="job_1", status=status, step=step, total_steps=total, updated_at=updated, loss=value, device="cuda",
        best=Best(metric="val_loss", value=value, step=best) if best is not None else None,
    )  # fmt: skip
    evidence = Evidence(
        record=record, now_s=2e9, history=history, intervals=intervals, speeds=speeds, gpu_percent=gpu, free_bytes=free
    )
    for finding in (*examine(evidence), *examine(remembered(record, history, 2e9))):
        assert finding.rule in RULE_NAMES
        assert finding.text.isprintable()
        assert not finding.text.endswith(".")


def test_each_rule_explains_itself() -> None:
    assert len(RULE_NAMES) == len(RULES) == 8
    for rule in RULES:
        assert rule.title
        assert rule.explanation.endswith(".")
