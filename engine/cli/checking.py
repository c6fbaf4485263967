"""The verb that looks at the machine: doctor."""

import sys

import click

from engine.charset import is_ascii_terminal
from engine.cli.context import Session, put, put_json
from engine.control.preflight import Finding, Level, check_all
from engine.text import clean

SIGNS = {Level.FINE: ("✔", "ok"), Level.NOTE: ("·", "note"), Level.WARNING: ("!", "warn"), Level.TROUBLE: ("✖", "bad")}
"""How each level is marked, in Unicode and in ASCII."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_obj
def doctor(session: Session, as_json: bool) -> None:
    """Say whether jobs are safe here: logout, disk, events, PyTorch, terminal; each with what to do."""
    workspace = session.workspace
    findings = []
    for finding in check_all(workspace):
        findings.append(finding)
        if not as_json:
            for line in lines_of(finding, ascii=is_ascii_terminal()):
                put(line)
    if as_json:
        put_json([_object(finding) for finding in findings])
    sys.exit(int(any(finding.level >= Level.WARNING for finding in findings)))


def lines_of(finding: Finding, *, ascii: bool) -> list[str]:
    """A finding as text: what was found, and below it what to do."""
    sign = SIGNS[finding.level][1 if ascii else 0]
    lines = [f"{sign:<{4 if ascii else 1}} {finding.name:<12} {clean(finding.told, 1000)}"]
    if finding.advice:
        lines.append(f"{' ' * (18 if ascii else 15)}{clean(finding.advice, 1000)}")
    return lines


def _object(finding: Finding) -> dict[str, str]:
    return {
        "name": finding.name, "level": finding.level.name.lower(), "told": finding.told, "advice": finding.advice,
    }  # fmt: skip
