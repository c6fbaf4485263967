"""What the verb that compares jobs prints: a table, comma-separated values or an object."""

from collections.abc import Sequence
from typing import Any

from engine.cli.layout import ellipsis
from engine.job import JobRecord
from engine.observe.compare.comparison import Comparison, Subject, compare
from engine.observe.compare.naming import subject_names
from engine.observe.compare.parameters import MISSING
from engine.observe.compare.results import Kind
from engine.observe.compare.seeds import SeedGroup
from engine.observe.compare.sheet import Line, Section, sheet
from engine.observe.compare.writing import as_csv, as_text
from engine.observe.lineage import read_lineage
from engine.paths import Workspace
from engine.record import spell_non_finite


def read_comparison(workspace: Workspace, records: Sequence[JobRecord]) -> Comparison:
    """Compare jobs by what they have reported so far, before they were resumed as well."""
    job_ids = [record.job_id for record in records]
    return compare(records, [read_lineage(workspace, job_id, besides=job_ids).series for job_id in job_ids])


def comparison_text(comparison: Comparison, *, show_all: bool, seeds: bool, width: int | None = None) -> str:
    """An aligned table.

    Args:
        comparison: The jobs.
        show_all: Whether to show also the parameters in which they do not differ.
        seeds: Whether jobs that differ only in the seed are one column.
        width: Cells there are; None for as many as it takes.
    """
    lines, headings = _chosen(comparison, show_all=show_all, seeds=seeds)
    texts = as_text(lines, headings, width, ellipsis())
    if not any(line.section is Section.PARAMETERS for line in lines):
        texts += ["", "No parameter differs; --all shows them." if not show_all else "These jobs have no parameters."]
    return "\n".join(texts)


def comparison_csv(comparison: Comparison, *, show_all: bool, seeds: bool) -> str:
    """The same as comma-separated values, without a line end after the last."""
    return as_csv(*_chosen(comparison, show_all=show_all, seeds=seeds)).rstrip("\n")


def _chosen(comparison: Comparison, *, show_all: bool, seeds: bool) -> tuple[list[Line], list[str]]:
    subjects = comparison.grouped if seeds else comparison.each
    lines = [line for line in sheet(comparison, subjects) if show_all or line.differs]
    return lines, subject_names(comparison, subjects)


def comparison_object(comparison: Comparison) -> dict[str, Any]:
    """The comparison as JSON: what belongs to a job stands under its id."""
    ids = [job.job_id for job in comparison.jobs]
    plain = {
        "jobs": [
            {"job_id": job.job_id, "name": job.name, "status": str(job.status), "recipe": job.recipe,
             "simulation": job.simulation, "resumed_from": job.resumed_from}
            for job in comparison.jobs
        ],
        "parameters": [
            {"name": row.name, "differs": row.differs,
             "values": {job_id: value for job_id, value in zip(ids, row.values, strict=True) if value is not MISSING}}
            for row in comparison.parameters
        ],
        "results": [
            {"name": row.name, "kind": str(row.kind), "better": str(row.direction),
             "values": dict(zip(ids, row.values, strict=True)), "steps": dict(zip(ids, row.steps, strict=True)),
             "winners": [ids[place] for place in sorted(row.winners)]}
            for row in comparison.results
        ],
        "seed_groups": [_group_object(comparison, group) for group in comparison.groups],
    }  # fmt: skip
    spelled = spell_non_finite(plain)
    assert isinstance(spelled, dict)
    return spelled


def _group_object(comparison: Comparison, group: SeedGroup) -> dict[str, Any]:
    ids = [job.job_id for job in comparison.jobs]
    subject = Subject(tuple(run[-1] for run in group.runs))
    means: dict[str, dict[str, Any]] = {}
    for row in comparison.results:
        spread = row.spread_over(subject.places)
        if spread is not None and row.kind in (Kind.FINAL, Kind.BEST):
            means.setdefault(row.name, {})[str(row.kind)] = {"mean": spread[0], "deviation": spread[1]}
    return {"runs": [[ids[place] for place in run] for run in group.runs], "seeds": list(group.seeds), "metrics": means}
