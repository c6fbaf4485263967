import json

from tests.e2e.command_line import CommandLine


def test_doctor_says_everything_in_plain_words(traindeck: CommandLine) -> None:
    done = traindeck.run("doctor")

    assert done.returncode in (0, 1), done.stderr
    for name in ("logout", "workspace", "file system", "disk", "inotify", "terminal", "PyTorch"):
        assert name in done.stdout
    assert done.stderr == ""


def test_doctor_as_json_agrees_with_its_exit_status(traindeck: CommandLine) -> None:
    done = traindeck.run("doctor", "--json")
    found = json.loads(done.stdout)

    assert all(set(each) == {"name", "level", "told", "advice"} for each in found)
    assert done.returncode == int(any(each["level"] in ("warning", "trouble") for each in found))
    assert not traindeck.workspace.artifacts.exists()
