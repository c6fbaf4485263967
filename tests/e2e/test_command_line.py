"""The road of a job from the command line, as real processes."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine.paths import is_job_id
from tests.e2e.command_line import LONG, CommandLine, launch_long
from tests.engine.control.conftest import DEAF_WORKER
from tests.engine.control.harness import closed, other_worker
from tests.engine.worker.harness import DIABETES, SAMPLE, values, wait_for

LAUNCH = ("launch", "regression", "--data", SAMPLE)


@pytest.mark.torch
def test_launch_poll_complete_load_the_model_and_list(traindeck: CommandLine) -> None:
    import torch

    first = traindeck.json(*LAUNCH, "--epochs", "3", "--batch-size", "16", "--lr", "0.01")
    assert is_job_id(first["job_id"])
    assert isinstance(first["pid"], int)
    assert first["status"] in ("STARTING", "LOADING", "RUNNING")

    done = traindeck.until(first["job_id"], "COMPLETED", "ERROR")
    assert (done["status"], done["progress"], done["epoch"], done["step"]) == ("COMPLETED", 100, 3, 6)
    weights = torch.load(traindeck.workspace.root / done["model"], weights_only=True)
    assert all(isinstance(weight, torch.Tensor) for weight in weights.values())
    assert done["params"]["learning_rate"] == 0.01

    second = traindeck.run("quick", "5", "32", "0.001", "--follow")
    assert second.returncode == 0, second.stderr
    assert "COMPLETED" in second.stdout
    assert "final loss" in second.stdout
    newest, oldest = traindeck.json("list")
    assert (newest["name"], newest["status"], oldest["job_id"]) == ("quick", "COMPLETED", first["job_id"])
    assert [newest["params"][name] for name in ("epochs", "batch_size", "learning_rate")] == [5, 32, 0.001]
    assert oldest["exit_code"] == 0
    assert not oldest["simulation"]


@pytest.mark.torch
def test_a_job_stopped_and_resumed_gives_what_an_unbroken_one_gives(traindeck: CommandLine) -> None:
    import torch

    command = (
        *("launch", "regression", "--data", DIABETES, "--epochs", "2000"),
        *("--batch-size", "32", "--checkpoint-every", "50"),
    )
    unbroken = traindeck.json(*command)["job_id"]
    broken = traindeck.json(*command)["job_id"]
    wait_for("a checkpoint", lambda: traindeck.json("status", broken)["checkpoint"] is not None)
    stopped = traindeck.json("stop", broken)
    assert stopped["status"] == "STOPPED", "it was over before it could be stopped: give it more epochs"

    resumed = traindeck.json("resume", broken)
    assert resumed["resumed_from"] == broken
    for job_id in (unbroken, resumed["job_id"]):
        assert traindeck.until(job_id, "COMPLETED", "ERROR")["status"] == "COMPLETED"

    model_of = traindeck.workspace.model
    expected = torch.load(model_of(unbroken), weights_only=True)
    found = torch.load(model_of(resumed["job_id"]), weights_only=True)
    assert all(torch.equal(expected[name], found[name]) for name in expected)
    for metric in ("loss", "val_loss"):
        whole = values(traindeck.workspace, unbroken, metric)
        rest = values(traindeck.workspace, resumed["job_id"], metric)
        assert rest
        assert rest.items() <= whole.items()


def test_stop_waits_and_resume_goes_on(traindeck: CommandLine) -> None:
    job_id = launch_long(traindeck, "--name", "long")

    done = traindeck.run("stop", "long")
    assert done.returncode == 0
    assert done.stdout.startswith(f"{job_id} STOPPED SIMULATION: stopped at step")
    assert "stopping, killed in" in done.stderr
    assert "STOPPED already" in traindeck.run("stop", job_id).stderr

    resumed = traindeck.run("resume", job_id)
    new_id = resumed.stdout.strip()
    assert is_job_id(new_id)
    assert "launched, PID" in resumed.stderr
    wait_for("the same step", lambda: traindeck.json("status", new_id)["step"] > 0)
    assert "still RUNNING" in traindeck.fails(4, "resume", new_id)
    found = traindeck.json("stop", "--now", new_id, new_id[:-1])
    assert [each["status"] for each in found] == ["STOPPED"]
    assert found[0]["signal"] == 9
    assert found[0]["step"] >= traindeck.json("status", job_id)["step"]


def test_a_kill_during_a_graceful_stop(tmp_path: Path) -> None:
    with other_worker(tmp_path, DEAF_WORKER):
        traindeck = CommandLine(tmp_path)
        job_id = traindeck.run(*LONG).stdout.strip()
        traindeck.until(job_id, "RUNNING")
        asked = traindeck.run("stop", "--no-wait", job_id)
        assert (asked.returncode, asked.stdout) == (0, "")
        assert "stopping: killed in" in traindeck.run("list").stdout

        traindeck.run("stop", "--no-wait", "--now", job_id)

        found = closed(traindeck.workspace, job_id)
        assert (found.status, found.signal) == ("STOPPED", 9)


def test_following_ends_with_the_job(traindeck: CommandLine) -> None:
    done = traindeck.run("quick", "1", "--simulate", "--follow", "--json")

    assert done.returncode == 0
    assert json.loads(done.stdout)["status"] == "COMPLETED"
    assert "SIMULATION  quick" in done.stderr
    assert traindeck.json("status")["simulation"] is True
    assert "SIMULATION" in traindeck.run("list").stdout
    assert "SIMULATION: nothing is trained" in traindeck.run("status").stdout


def test_the_quick_way_takes_what_a_launch_takes(traindeck: CommandLine) -> None:
    options = ("--name", "short", "--tag", "v2", "--time-limit", "2h", "--grace", "7")
    done = traindeck.json("quick", "1", "16", "0.01", "--simulate", *options, "--follow")
    assert (done["name"], done["tags"], done["status"]) == ("short", ["v2"], "COMPLETED")
    spec = json.loads(traindeck.workspace.spec(done["job_id"]).read_text())
    assert (spec["time_limit_s"], spec["grace_s"]) == (7200, 7)
    assert (done["params"]["batch_size"], done["params"]["learning_rate"]) == (16, 0.01)
    assert "--time-limit" in traindeck.fails(2, "quick", "1", "--time-limit", "soon")


def test_ctrl_c_ends_the_following_and_not_the_job(traindeck: CommandLine) -> None:
    follower = traindeck.start(*LONG, "--follow")
    assert follower.stdout is not None
    while "RUNNING" not in (line := follower.stdout.readline()) and "step" not in line:
        assert line, follower.communicate()
    follower.send_signal(signal.SIGINT)
    _, words = follower.communicate()

    assert follower.returncode == 130
    assert "goes on" in words
    assert traindeck.json("status", "last")["status"] == "RUNNING"


def test_a_failed_job_ends_a_following_with_status_1(traindeck: CommandLine, tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("x,y\n" + "1,2\n" * 40)
    job_id = traindeck.json("launch", "regression", "--data", str(data), "--epochs", "1000000", "--simulate")["job_id"]
    wait_for("a first step", lambda: traindeck.json("status", job_id)["step"] > 0)
    follower = traindeck.start("logs", "-f", job_id)
    os.kill(traindeck.json("status", job_id)["pid"], signal.SIGKILL)

    assert follower.communicate()[1] == ""
    assert follower.returncode == 0
    assert traindeck.until(job_id, "ERROR")["error"]["kind"] == "killed by signal"
    data.write_text("x,y\n")
    again = traindeck.run("resume", job_id, "--follow")
    assert again.returncode == 1
    assert "bad input" in again.stdout


def test_recipes_schema_and_version(traindeck: CommandLine) -> None:
    (regression,) = traindeck.json("recipes")
    names = {param["name"]: param for param in regression["params"]}
    assert regression["name"] == "regression"
    assert names["learning_rate"]["options"] == ["--lr", "--learning-rate"]
    assert names["data"]["required"]
    assert "--lr" in traindeck.run("recipes").stdout
    schema = json.loads(traindeck.run("schema").stdout)
    assert schema["$ref"].rpartition("/")[2] in schema["$defs"]
    assert traindeck.run("--version").stdout.startswith("traindeck, version ")
    assert "--batch-size" in traindeck.run("launch", "regression", "--help").stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(traindeck: CommandLine, shell: str) -> None:
    job_id = traindeck.json("quick", "1", "--simulate")["job_id"]
    assert "_TRAINDECK_COMPLETE" in traindeck.run("completion", shell).stdout

    def offered(*words: str) -> str:
        count = "1" if shell == "fish" else str(len(words) - 1)
        words_given = " ".join(words)
        cursor = words[-1] if shell == "fish" else count
        environment = {"_TRAINDECK_COMPLETE": f"{shell}_complete", "COMP_WORDS": words_given, "COMP_CWORD": cursor}
        done = traindeck.run(environment=environment)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    assert job_id in offered("traindeck", "status", "job_")
    assert "quick" in offered("traindeck", "stop", "qui")
    assert "last" in offered("traindeck", "logs", "la")
    assert "regression" in offered("traindeck", "launch", "reg")
    assert "--batch-size" in offered("traindeck", "launch", "regression", "--bat")
    assert "adamw" in offered("traindeck", "launch", "regression", "--optimizer", "ada")
    assert "recipes" in offered("traindeck", "rec")
    assert "--batch" not in offered("traindeck", "launch", "nothing", "--bat")
    assert job_id not in offered("traindeck", "--workspace", "/nowhere", "status", "job_")


def test_the_workspace_by_option_and_by_environment(traindeck: CommandLine, tmp_path: Path) -> None:
    job_id = traindeck.json("quick", "1", "--simulate")["job_id"]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    for arguments, environment in (
        (["--workspace", str(tmp_path), "list"], {}),
        (["-w", "..", "list"], {}),
        (["list"], {"TRAINDECK_WORKSPACE": str(tmp_path)}),
    ):
        assert job_id in traindeck.run(*arguments, cwd=elsewhere, environment=environment).stdout
    assert traindeck.run("list", cwd=elsewhere).stdout.startswith("No jobs yet")
    assert json.loads(traindeck.run("list", "--json", cwd=elsewhere).stdout) == []


def test_status_tells_what_ails_a_job(traindeck: CommandLine) -> None:
    job_id = traindeck.json("quick", "1", "--simulate", "--follow")["job_id"]
    assert "plateau" not in {finding["rule"] for finding in traindeck.json("status", "--json", job_id)["health"]}
    with traindeck.workspace.metrics(job_id).open("a") as file:
        file.write('{"step": 1000, "loss": "NaN"}\n')

    (finding,) = (each for each in traindeck.json("status", job_id, "--json")["health"] if each["rule"] == "non-finite")

    assert (finding["severity"], finding["step"]) == ("alarm", 1000)
    assert (
        "health       non-finite: loss is not a finite number since step 1,000"
        in traindeck.run("status", job_id).stdout
    )


def test_resume_from_a_checkpoint_that_is_none(traindeck: CommandLine) -> None:
    job_id = traindeck.json("quick", "1", "--simulate", "--follow")["job_id"]
    assert "not one of its checkpoints" in traindeck.fails(4, "resume", job_id, "--checkpoint", "../x")


def test_output_that_is_not_utf_8_or_breaks_off(traindeck: CommandLine) -> None:
    traindeck.json("quick", "1", "--simulate", "--json")
    job_id = traindeck.json(*LONG, "--name", "größe…")["job_id"]
    for encoding in ("ascii", "latin-1"):
        environment = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
        found = json.loads(traindeck.run("status", "--json", job_id, environment=environment).stdout)
        assert found["name"] == "größe…"
        for arguments in (["list"], ["status", job_id], ["status", "nöpe"], ["recipes"], ["--help"]):
            traindeck.run(*arguments, environment=environment, errors="replace")

    for count in (0, 1):
        script = f'"{sys.executable}" -P -m tui recipes | head -c {count}'
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", script], cwd=traindeck.workspace.root, capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (0, "")
    with Path("/dev/full").open("w") as full:
        assert "No space left on device" in traindeck.fails(1, "list", stdout=full)
    for arguments in (["list"], ["list", "--json"], ["logs"]):
        closed_output = subprocess.run(
            ["bash", "-c", f'"{sys.executable}" -P -m tui {" ".join(arguments)} >&-'],
            cwd=traindeck.workspace.root, capture_output=True, text=True,
        )  # fmt: skip
        assert (closed_output.returncode, closed_output.stderr) == (0, "")
