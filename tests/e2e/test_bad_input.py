"""What users get wrong on the command line: one sentence, the right exit status, never a traceback."""

import gzip
import json
import os
import shutil
from pathlib import Path

import pytest

from tests.e2e.command_line import CommandLine
from tests.engine.worker.harness import SAMPLE

FIXTURES = Path(__file__).parents[1] / "fixtures"

BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty.csv": (b"", "empty"),
    "header.csv": (b"x,y\n", "no rows"),
    "binary.csv": (os.urandom(512).replace(b"\n", b"") + b"\0", "binary"),
    "ragged.csv": (b"x,y\n1,2\n1,2,3\n", "3"),
    "words.csv": (b"x,y\n" + b"1,2\n" * 30 + b"1,two\n", "two"),
    "infinite.csv": (b"x,y\n" + b"1,2\n" * 30 + b"1,inf\n", "y"),
    "broken.jsonl": (b'{"x":1,"y":2}\n{"x":1,\n', "2"),
    "few.csv": (b"x,y\n1,2\n2,3\n3,4\n", "rows"),
    "broken.csv.gz": (gzip.compress(b"x,y\n1,2\n" * 50)[:-12], "broken.csv.gz"),
    "broken.parquet": (b"PAR1 is not enough", "broken.parquet"),
}


def one_sentence(words: str, *parts: str) -> None:
    assert words.startswith("traindeck: ")
    assert words.count("\n") == 1, words
    assert words.strip().isprintable()
    for part in parts:
        assert part in words


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_data_file_that_cannot_be_used(traindeck: CommandLine, name: str) -> None:
    content, told = BAD_FILES[name]
    (traindeck.workspace.root / name).write_bytes(content)

    done = traindeck.run("launch", "regression", "--data", name, "--follow")

    # Most is told before the launch; what only reading everything can show is told by the job.
    words = done.stderr if done.returncode == 2 else done.stdout
    assert done.returncode in (1, 2)
    assert told in words
    if done.returncode == 2:
        one_sentence(done.stderr)
        assert not traindeck.workspace.jobs.exists() or not list(traindeck.workspace.jobs.iterdir())


def test_a_data_file_that_is_none(traindeck: CommandLine) -> None:
    for data in ("none.csv", ".", "/dev/null", "x" * 300 + ".csv", "/proc/self/mem"):
        one_sentence(traindeck.fails(2, "launch", "regression", "--data", data))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--epochs", "0"], "Epochs must be at least 1, not 0."),
        (["--epochs", "-1"], "Epochs must be at least 1, not -1."),
        (["--epochs", "1e12"], "Epochs must be at most 1000000"),
        (["--lr", "0"], "Learning rate must be more than 0, not 0."),
        (["--lr", "nan"], "Learning rate must be a number, not “nan”."),
        (["--device", "gpu"], "Device must be"),
        (["--target", "z"], "z"),
        (["--features", "x,q"], "q"),
        (["--features", "x, y,x"], "Features name “x” twice."),
        (["--batch-size", "1000"], "rows"),
        (["--optimizer", "adamm"], "Did you mean adam?"),
        (["--name", "a\nb"], "Name must be"),
        (["--tag", "two words"], "Tags must be words"),
    ],
)
def test_an_option_that_cannot_be_used(traindeck: CommandLine, options: list[str], told: str) -> None:
    one_sentence(traindeck.fails(2, "launch", "regression", "--data", SAMPLE, *options), told)


def test_all_faults_at_once(traindeck: CommandLine) -> None:
    words = traindeck.fails(2, "launch", "regression", "--epochs", "0", "--lr", "x", "--name", "x" * 61)
    assert [line.split()[1] for line in words.splitlines()] == ["Data", "Epochs", "Learning", "Name"]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "told"),
    [
        (["nothing"], 2, "No such command 'nothing'"),
        (["launch", "regresion"], 2, "Did you mean regression?"),
        (["launch", "regression", "--epoch", "3"], 2, "No such option"),
        (["recipes", "surplus"], 2, "unexpected extra argument"),
        (["stop"], 2, "Missing argument"),
        (["stop", "nope"], 3, "There is no job “nope”"),
        (["status", "../../etc/passwd"], 3, "There is no job"),
        (["status", "\x1b]52;c;x\x07"], 3, "There is no job"),
        (["logs", ""], 3, "There is no job “”"),
        (["resume", "nope"], 3, "There is no job “nope”"),
        (["quick", "0"], 2, "Epochs must be at least 1"),
        (["quick", "1", "2", "x"], 2, "Learning rate must be a number"),
        (["completion", "tcsh"], 2, "tcsh"),
        (["logs", "-n", "-1"], 2, "-1"),
        (["launch"], 2, "Usage: traindeck launch [OPTIONS] RECIPE [OPTIONS]\n\n  Start a training job."),
        (["stop", "last", "--grace", "abc"], 2, "“abc” is not a number of seconds."),
        (["stop", "last", "--grace", "nan"], 2, "“nan” is not a number of seconds."),
    ],
)
def test_a_command_that_means_nothing(traindeck: CommandLine, arguments: list[str], exit_code: int, told: str) -> None:
    words = traindeck.fails(exit_code, *arguments)
    assert told in words
    assert "\x1b" not in words


@pytest.mark.parametrize("place", ["none", "file", "file/below"])
def test_a_workspace_that_is_none(traindeck: CommandLine, place: str) -> None:
    (traindeck.workspace.root / "file").touch()
    for verb in (["list"], ["status"], ["quick", "1"], []):
        one_sentence(traindeck.fails(2, "-w", place, *verb), "The workspace")


def test_a_workspace_that_cannot_be_written_or_read(traindeck: CommandLine) -> None:
    one_sentence(traindeck.fails(2, "-w", "/proc", "quick", "1"), "cannot be written")
    traindeck.workspace.artifacts.mkdir()
    traindeck.workspace.jobs.touch()
    one_sentence(traindeck.fails(1, "list"), "The jobs cannot be read", "Not a directory")
    one_sentence(traindeck.fails(1, "status"), "The jobs cannot be read")
    one_sentence(traindeck.fails(2, "quick", "1"), "cannot be written")
    traindeck.workspace.jobs.unlink()


def test_a_current_directory_that_is_gone(traindeck: CommandLine) -> None:
    gone = traindeck.workspace.root / "gone"
    for arguments in (["list"], ["quick", "1"], ["-w", str(traindeck.workspace.root), "quick", "1", "--simulate"]):
        gone.mkdir()
        words = traindeck.fails(2, *arguments, preexec_fn=gone.rmdir, cwd=gone)
        one_sentence(words, "The current directory has been deleted.")


def test_the_panel_without_a_terminal(traindeck: CommandLine) -> None:
    one_sentence(traindeck.fails(2, "-w", "."), "The panel needs a terminal")


def test_hostile_status_files_beside_good_ones(traindeck: CommandLine) -> None:
    good = traindeck.json("quick", "1", "--simulate")["job_id"]
    jobs = traindeck.workspace.jobs
    for fixture in FIXTURES.glob("*.json"):
        shutil.copy(fixture, jobs)
    (jobs / "broken.json").write_text('{"job_id": "broken"')
    (jobs / "bomb.json").write_text("[" * 100_000)
    (jobs / "big.json").touch()
    os.truncate(jobs / "big.json", 100 << 20)
    os.mkfifo(jobs / "fifo.json")
    (jobs / "link.json").symlink_to("/dev/zero")
    (jobs / "evil.json").write_text(
        json.dumps({"job_id": "evil", "status": "RUNNING", "name": "\x1b]52;c;eA==\x07[/]\n\u202e", "pid": -1})
    )

    listed = {each["job_id"]: each for each in traindeck.json("list")}
    table = traindeck.run("list").stdout

    assert listed[good]["status"] in ("LOADING", "STARTING", "RUNNING", "COMPLETED")
    assert listed["job_1690000000000_0ldc1a55"]["status"] == "COMPLETED"
    assert listed["foreign-42"]["status"] == "RUNNING"
    for job_id in ("broken", "bomb", "big", "fifo", "link"):
        assert listed[job_id]["status"] is None
        assert listed[job_id]["problem"] in table
        one_sentence(traindeck.fails(3, "status", job_id), "cannot be read")
        one_sentence(traindeck.fails(3, "stop", job_id), "cannot be read")
    assert len(table.splitlines()) == 1 + len(listed)
    assert table.replace("\n", "").isprintable()
    for job_id in ("evil", "foreign-42"):
        assert traindeck.run("status", job_id).stdout.replace("\n", "").isprintable()
        one_sentence(traindeck.fails(4, "stop", job_id), "not launched by Traindeck")
    one_sentence(traindeck.fails(4, "resume", "job_1690"), "left no specification")
    assert traindeck.run("logs", "evil").stdout == ""


HOSTILE = "\x1b]0;PWN\x07\x9b31m\u202e"


def test_nothing_that_is_typed_or_named_reaches_the_terminal_as_it_is(traindeck: CommandLine) -> None:
    place = traindeck.workspace.root / HOSTILE
    place.mkdir()
    (place / "artifacts").touch()
    (traindeck.workspace.root / f"{HOSTILE}empty").mkdir()
    for exit_code, arguments in (
        (2, ["recipes", HOSTILE]),
        (2, ["list", f"since:{HOSTILE}"]),
        (2, [HOSTILE]),
        (2, ["launch", "regression", "--data", SAMPLE, "--time-limit", HOSTILE]),
        (2, ["launch", "regression", "--data", SAMPLE, "--epochs", HOSTILE]),
        (2, ["launch", "regression", "--data", HOSTILE]),
        (2, ["launch", HOSTILE]),
        (2, ["stop", "last", "--grace", HOSTILE]),
        (3, ["status", HOSTILE]),
        (1, ["-w", HOSTILE, "status"]),
        (3, ["-w", f"{HOSTILE}empty", "status"]),
        (2, ["-w", HOSTILE, "quick", "1"]),
        (4, ["-w", HOSTILE, "--read-only", "quick", "1"]),
        (2, ["-w", HOSTILE + "none", "list"]),
    ):
        told = traindeck.fails(exit_code, *arguments)
        assert told.replace("\n", "").isprintable(), (arguments, told)


def test_a_grace_that_is_no_number(traindeck: CommandLine) -> None:
    for verb in (["stop", "last"], ["launch", "regression", "--data", SAMPLE]):
        assert "not a number of seconds" in traindeck.fails(2, *verb, "--grace", "nan")
