import json
import os
from threading import Thread

from tests.e2e.command_line import CommandLine
from tests.tui.planted import IDS, plant, write_metrics


def test_curves_of_a_job_as_picture_and_points(traindeck: CommandLine) -> None:
    plant(traindeck.workspace, IDS[0], name="done", status="COMPLETED")
    write_metrics(traindeck.workspace, IDS[0], [0.9, float("nan"), 0.25])
    root = traindeck.workspace.root

    assert traindeck.run("export", "done").stdout.split() == ["done-curves.svg", "done-curves.csv"]
    assert (root / "done-curves.svg").read_text().startswith("<svg")
    assert (root / "done-curves.csv").read_text() == "step,epoch,time,loss\n5,,,0.9\n10,,,nan\n15,,,0.25\n"

    printed = traindeck.run("export", "done", "--csv", "-", "--metrics", "^lo").stdout
    assert printed == (root / "done-curves.csv").read_text()
    (root / "mine.svg").write_text("old")
    assert traindeck.run("export", "done", "--svg", "mine.svg", "--smooth", "0.9", "--log").returncode == 0
    assert (root / "mine.svg").read_text().startswith("<svg")


def test_mistakes_are_told_in_a_sentence(traindeck: CommandLine) -> None:
    plant(traindeck.workspace, IDS[0], name="done", status="COMPLETED")
    assert "has reported nothing to export yet" in traindeck.fails(2, "export", "done")
    write_metrics(traindeck.workspace, IDS[0], [0.9])
    assert "No metric matches “nope”; there are loss." in traindeck.fails(2, "export", "done", "--metrics", "nope")
    assert "no regular expression" in traindeck.fails(2, "export", "done", "--metrics", "loss(")
    assert "cannot be written" in traindeck.fails(2, "export", "done", "--svg", "none/x.svg")
    traindeck.workspace.metrics(IDS[0]).write_text(json.dumps({"step": 1, "a" * 70 + "-": 1.0}) + "\n")
    assert "linear axis only" in traindeck.fails(2, "export", "done", "--log", "--cut")
    assert "takes too long" in traindeck.fails(2, "export", "done", "--metrics", "(a|aa)+$")


def test_a_workspace_in_which_nothing_may_be_changed_gets_no_files(traindeck: CommandLine) -> None:
    plant(traindeck.workspace, IDS[0], name="done", status="COMPLETED")
    write_metrics(traindeck.workspace, IDS[0], [0.9])
    root = traindeck.workspace.root

    assert "Name files elsewhere" in traindeck.fails(2, "--read-only", "export", "done")
    assert not list(root.glob("*.svg")) + list(root.glob("*.csv"))


def test_a_pipe_is_written_to_and_stays_one(traindeck: CommandLine) -> None:
    plant(traindeck.workspace, IDS[0], name="done", status="COMPLETED")
    write_metrics(traindeck.workspace, IDS[0], [0.9])
    pipe = traindeck.workspace.root / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()

    assert traindeck.run("export", "done", "--csv", "pipe").returncode == 0
    reader.join(30)
    assert read == ["step,epoch,time,loss\n5,,,0.9\n"]
    assert pipe.is_fifo()
