import csv
import io
import json
from pathlib import Path

import pytest

from engine.cli.main import run
from engine.paths import Workspace
from tests.no_panel import NoPanel
from tests.tui.planted import IDS, plant, write_metrics


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = Workspace(tmp_path)
    for number, (rate, losses) in enumerate([(0.1, [3.0, 1.0]), (0.2, [3.0, 2.0])]):
        plant(workspace, IDS[number], status="COMPLETED", params={"learning_rate": rate, "epochs": 3})
        write_metrics(workspace, IDS[number], losses)
    plant(workspace, IDS[2], status="COMPLETED", params={"learning_rate": 0.2, "epochs": 5}, resumed_from=IDS[1])
    return workspace


def traindeck(workspace: Workspace, *arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(NoPanel(), ["-w", str(workspace.root), *arguments])
    return int(str(ended.value.code))


def test_the_table_shows_what_differs_and_who_won(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert traindeck(workspace, "compare", "job-1", "job-2") == 0

    printed = capsys.readouterr().out
    assert "learning_rate" in printed
    assert "epochs" not in printed
    (loss,) = (line for line in printed.splitlines() if line.split()[:1] == ["loss"] and "best" not in line)
    assert loss.split() == ["loss", "*1.000", "2.000"]


def test_all_shows_what_does_not_differ_too(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    traindeck(workspace, "compare", "job-1", "job-2", "--all")

    assert "epochs" in capsys.readouterr().out


def test_json_has_everything_under_the_id_of_its_job(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    traindeck(workspace, "compare", "job-1", "job-2", "--json")

    told = json.loads(capsys.readouterr().out)
    assert [job["job_id"] for job in told["jobs"]] == [IDS[0], IDS[1]]
    rate = next(row for row in told["parameters"] if row["name"] == "learning_rate")
    assert rate == {"name": "learning_rate", "differs": True, "values": {IDS[0]: 0.1, IDS[1]: 0.2}}
    best = next(row for row in told["results"] if (row["name"], row["kind"]) == ("loss", "best"))
    assert best["values"] == {IDS[0]: 1.0, IDS[1]: 2.0}
    assert best["winners"] == [IDS[0]]
    assert best["better"] == "lower"


def test_csv_can_be_read_back(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    traindeck(workspace, "compare", "job-1", "job-2", "--csv")

    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert next(row for row in rows if row["row"] == "loss")["job-2"] == "2.0"


def test_a_resumed_job_alone_is_compared_with_its_parent(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert traindeck(workspace, "compare", "job-3") == 0

    assert capsys.readouterr().out.splitlines()[0].split() == ["job-2", "job-3"]


def test_what_was_reported_before_a_resume_counts(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    write_metrics(workspace, IDS[2], [])
    workspace.metrics(IDS[2]).write_text('{"step": 11, "loss": 5.0}\n')

    traindeck(workspace, "compare", "job-1", "job-3", "--json")

    told = json.loads(capsys.readouterr().out)
    best = next(row for row in told["results"] if (row["name"], row["kind"]) == ("loss", "best"))
    assert best["values"] == {IDS[0]: 1.0, IDS[2]: 2.0}, "the best of the job it went on from"


def test_a_job_alone_without_a_parent_is_one_clear_sentence(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert traindeck(workspace, "compare", "job-1") == 2

    assert capsys.readouterr().err == ("traindeck: job-1 was not resumed from another job. Name two or more jobs.\n")


def test_seeds_are_one_column(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    for number in (3, 4):
        plant(workspace, IDS[number], status="COMPLETED", params={"seed": number}, name=f"seed-{number}")
        write_metrics(workspace, IDS[number], [float(number)])

    traindeck(workspace, "compare", "seed-3", "seed-4", "--seeds")

    assert "3.500 ±0.71" in capsys.readouterr().out


def test_jobs_of_one_name_are_told_apart(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    plant(workspace, IDS[3], status="COMPLETED", name="job-1")

    traindeck(workspace, "compare", IDS[0], IDS[3])

    told = capsys.readouterr().out
    assert "job-1 learning_rate=0.1" in told
    assert "job-1 learning_rate=0.01" in told
