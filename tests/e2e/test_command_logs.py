"""Logs from the command line, as real processes."""

import json
import os
import signal

from tests.e2e.command_line import CommandLine, launch_long


def test_a_followed_log_ends_with_its_reader(traindeck: CommandLine) -> None:
    job_id = launch_long(traindeck)
    record = traindeck.json("status", job_id)
    os.kill(record["pid"], signal.SIGSTOP)  # The log is quiet from now on.
    with traindeck.start("logs", "-f", job_id) as follower:
        assert follower.stdout is not None
        follower.stdout.read(1)

        follower.stdout.close()

        assert follower.wait(30) == 0


def test_the_log_from_its_error_on(traindeck: CommandLine) -> None:
    job_id = traindeck.json("quick", "1", "--simulate", "--follow")["job_id"]
    assert traindeck.run("logs", "--error").stdout == ""
    with traindeck.workspace.log(job_id).open("a") as log:
        log.write("all is well\nValueError: \x1b]0;bad\x07\nafter\n")

    shown = traindeck.run("logs", "--error").stdout.splitlines()

    assert shown == ["ValueError: ", "after"]
    assert json.loads(traindeck.run("logs", "-e", "--json").stdout.splitlines()[-1]) == {"line": "after"}
    assert "neither" in traindeck.fails(2, "logs", "--error", "-n", "3")


def test_the_lines_of_a_log_that_match(traindeck: CommandLine) -> None:
    job_id = traindeck.json("quick", "1", "--simulate", "--follow")["job_id"]
    noted = traindeck.workspace.output_times(job_id).read_text().splitlines()
    assert int(noted[-1].split()[0]) == traindeck.workspace.log(job_id).stat().st_size
    traindeck.workspace.log(job_id).write_text("Loss 1\nother\n 1%\rloss 2 loss\n\x1b[31mlo\x1b[0mss 3\x1b]0;bad\x07\n")

    assert traindeck.run("logs", "--search", "loss").stdout.splitlines() == ["Loss 1", "loss 2 loss", "loss 3"]
    assert traindeck.run("logs", "-s", "re:^l.*[3]$", "--json").stdout == '{"line": "loss 3"}\n'
    assert traindeck.run("logs", "-s", "absent").stdout == ""
    assert "no regular expression" in traindeck.fails(2, "logs", "-s", "re:(")
    assert traindeck.run("logs", "-s", "loss", "-n", "2").stdout.splitlines() == ["loss 2 loss", "loss 3"]
    assert traindeck.run("logs", "-s", "loss", "-n", "0").stdout == ""
    assert "neither" in traindeck.fails(2, "logs", "-s", "x", "-f")
    traindeck.workspace.log(job_id).write_text("a" * 1_000 + "!\n")
    assert "takes too long" in traindeck.fails(1, "logs", "-s", "re:((a+))+$")


def test_logs(traindeck: CommandLine) -> None:
    job_id = launch_long(traindeck)
    log = traindeck.workspace.log(job_id)
    follower = traindeck.start("logs", "-f", job_id)
    traindeck.run("stop", job_id)
    followed, words = follower.communicate()

    content = log.read_text()
    assert (followed, words) == (content, "")
    assert "SIMULATION: stopped at step" in content
    assert traindeck.run("logs").stdout == content
    assert traindeck.run("logs", "-n", "1").stdout == content.splitlines(keepends=True)[-1]
    assert traindeck.run("logs", "-n", "0").stdout == ""
    assert traindeck.run("logs", "-n", "9999").stdout == content
    log.write_bytes(b"\x1b]52;c;x\x07a\rb\n\xff\nno newline")
    shown = [json.loads(line)["line"] for line in traindeck.run("logs", "--json").stdout.splitlines()]
    assert shown == ["b", "\N{REPLACEMENT CHARACTER}", "no newline"]
    assert traindeck.run("logs", "-n", "0").stdout == ""
    log.unlink()
    assert traindeck.run("logs").stdout == ""
