"""Filtering, tagging, deleting and restoring from the command line."""

import csv
import io

import pytest

from tests.e2e.command_line import TRAINDECK, CommandLine
from tests.e2e.terminal import terminal
from tests.tui.planted import IDS, plant, plant_all


def names(traindeck: CommandLine, *query: str) -> list[str]:
    return [each.get("name", "?") for each in traindeck.json("list", *query)]


def test_list_takes_a_filter_and_names_what_is_wrong_with_it(traindeck: CommandLine) -> None:
    plant_all(traindeck.workspace.root)

    assert names(traindeck, "state:completed", "loss<0.1") == ["done"]
    assert names(traindeck, "-name:done", "-host:x", "state:completed|stopped") == ["halted"]
    assert "No job matches; there are 6." in traindeck.run("list", "nothing-like-it").stdout
    assert "There is no field “lss”, perhaps “loss” is meant (character 1)." in traindeck.fails(2, "list", "lss<1")
    assert "No such option '--jsn'" in traindeck.fails(2, "list", "--jsn")
    assert "needs a number" in traindeck.fails(2, "list", "loss<abc")


def test_list_prints_raw_values_as_csv(traindeck: CommandLine) -> None:
    plant_all(traindeck.workspace.root)

    rows = list(csv.DictReader(io.StringIO(traindeck.run("list", "--csv", "is:ended").stdout)))

    assert [row["name"] for row in rows] == ["halted", "broke", "done"]
    assert rows[2]["job_id"] == IDS[0]
    assert (rows[2]["loss"], rows[2]["best"], rows[2]["took"]) == ("0.002", "0.0019", "4.0")
    assert rows[2]["params.learning_rate"] == "0.01"
    assert rows[1]["error"] == "non-finite loss: loss became nan at step 40"
    assert "exclude each other" in traindeck.fails(2, "list", "--csv", "--json")


def test_tags_and_notes_are_written_and_found(traindeck: CommandLine) -> None:
    plant_all(traindeck.workspace.root)

    assert traindeck.run("tag", "done", "+keep", "+v2").stdout == "keep, v2\n"
    assert traindeck.run("tag", "done", "-v2").stdout == "keep\n"
    assert traindeck.json("tag", "done") == {"job_id": IDS[0], "tags": ["keep"]}
    assert "Write +TAG to add one" in traindeck.fails(2, "tag", "done", "keep")
    traindeck.run("note", "done", "the baseline\nof all")
    assert traindeck.run("note", "done").stdout == "the baseline of all\n"
    assert names(traindeck, "tag:keep", "note:baseline") == ["done"]
    assert traindeck.json("status", "done")["tags"] == ["keep"]
    assert traindeck.json("list", "tag:keep")[0]["note"] == "the baseline of all"
    told = traindeck.run("status", "done").stdout
    assert "the baseline of all" in told
    assert "keep" in told
    traindeck.run("note", "done", "two", "words")
    assert traindeck.run("note", "done").stdout == "two words\n"
    traindeck.run("note", "done", "")
    assert traindeck.json("note", "done")["note"] == ""


def test_jobs_are_deleted_listed_restored_and_removed_for_good(traindeck: CommandLine) -> None:
    workspace = plant_all(traindeck.workspace.root)

    assert "Say --yes" in traindeck.fails(4, "delete", "done")
    assert traindeck.run("delete", "done", "halted", "--yes").stdout == "Deleted done, halted.\n"
    assert not workspace.status(IDS[0]).exists()
    assert "broke" in names(traindeck)
    listed = traindeck.run("trash").stdout
    assert "done" in listed
    assert "halted" in listed
    assert {each["job_id"] for each in traindeck.json("trash")} == {IDS[0], IDS[2]}

    assert traindeck.run("trash", "restore", "halted").stdout == "Restored halted.\n"
    assert "halted" in names(traindeck)
    assert traindeck.run("trash", "empty", "--older", "30d", "--yes").stdout == ""
    assert traindeck.run("trash", "empty", "--yes").stdout == "Removed done.\n"
    assert traindeck.run("trash").stdout == "The trash is empty.\n"
    assert "The trash is empty." in traindeck.fails(3, "trash", "restore")


def test_a_running_job_is_not_deleted(traindeck: CommandLine) -> None:
    plant_all(traindeck.workspace.root)
    assert "Stop it first" in traindeck.fails(4, "delete", "pretend", "--yes")
    assert "pretend" in names(traindeck)


def test_the_trash_is_listed_whatever_its_entries_say(traindeck: CommandLine) -> None:
    workspace = plant_all(traindeck.workspace.root)
    traindeck.run("delete", "done", "--yes")
    entry = workspace.trashed(IDS[0]) / "entry.json"
    entry.write_text(f'{{"job_id": "{IDS[0]}", "title": "done", "deleted_at": 1e300, "size_bytes": {10**400}}}')
    assert traindeck.run("trash").stdout.endswith("  done\n")
    assert traindeck.json("trash")[0]["deleted_at"] < 1e11


@pytest.mark.parametrize("columns", [60, 80, 100, 140])
def test_on_a_terminal_each_job_is_one_line(traindeck: CommandLine, columns: int) -> None:
    workspace = plant_all(traindeck.workspace.root)
    plant(workspace, IDS[5], name="a-name-that-is-by-far-too-long-to-be-shown-in-any-table-of-jobs")

    with terminal([*TRAINDECK, "-w", str(workspace.root), "list"], columns=columns) as shown:
        assert shown.wait_end() == 0
        lines = [line.rstrip() for line in shown.text.splitlines() if line.strip()]

    assert [line.split()[0] for line in lines] == ["JOB", *reversed(IDS)]
    assert "a-name-…" in lines[1] or "a-name-that-" in lines[1]
    assert "SIMULATION" in lines[3]
    assert max(map(len, traindeck.run("list").stdout.splitlines())) > 140
