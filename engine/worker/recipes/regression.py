"""Regression: predict one column of numbers from others with a linear model or a small neural network."""

from pathlib import Path
from typing import Annotated, Any

from engine.dataset import ColumnChoice, Format, choose_columns, inspect, read_numbers
from engine.errors import BadInput, InvalidParams
from engine.gpu_nodes import can_have_gpu
from engine.params import Kind, Param, Params
from engine.text import count_of
from engine.worker.recipes.recipe import Outcome, Plan, Recipe, Run

SCAN_LIMIT_BYTES = 1 << 20
"""Files up to 1 MiB are read in full before launch (about 0.1 s), so that every bad cell is told at once."""


class RegressionParams(Params, frozen=True, kw_only=True):
    """Everything that can be set for a regression."""

    data: Annotated[
        str,
        Param(
            title="Data file",
            help="CSV, TSV, JSON lines or Parquet; the text formats may be gzipped (.gz).",
            section="Data",
            kind=Kind.DATASET,
        ),
    ]
    target: Annotated[
        str | None,
        Param(
            title="Target",
            help="The column to predict. Left empty: y, or else the last column of numbers.",
            section="Data",
            kind=Kind.COLUMN,
        ),
    ] = None
    features: Annotated[
        tuple[str, ...],
        Param(
            title="Features",
            help="The columns to learn from, separated by commas. Left empty: every other column of numbers.",
            section="Data",
            kind=Kind.COLUMNS,
        ),
    ] = ()
    validation_fraction: Annotated[
        float,
        Param(
            title="Validation share",
            help="Share of the rows held back to judge the model after each epoch; 0 holds none back.",
            section="Data",
            option="validation",
            minimum=0.0,
            maximum=0.9,
        ),
    ] = 0.2
    standardise: Annotated[
        bool,
        Param(
            title="Standardise",
            help="Train on columns and target scaled to mean 0 and deviation 1; the model's card tells how to undo it.",
            section="Data",
        ),
    ] = True
    hidden: Annotated[
        tuple[int, ...],
        Param(
            title="Hidden layers",
            help="Width of each hidden layer, for example 64, 32. Left empty: a linear model.",
            unit="neurons",
            section="Model",
            minimum=1,
            maximum=65_536,
        ),
    ] = (32,)
    activation: Annotated[
        str,
        Param(
            title="Activation",
            help="The bend between layers; a linear model has none.",
            section="Model",
            choices=("relu", "tanh", "gelu", "silu"),
        ),
    ] = "relu"
    epochs: Annotated[
        int,
        Param(title="Epochs", help="Passes over the training rows.", unit="epochs", minimum=1, maximum=1_000_000),
    ] = 20
    batch_size: Annotated[
        int,
        Param(
            title="Batch size",
            help="Rows in one optimiser step; at most as many as there are training rows.",
            unit="rows",
            minimum=1,
            maximum=1_000_000,
        ),
    ] = 16
    learning_rate: Annotated[
        float,
        Param(
            title="Learning rate",
            help="Size of an optimiser step. If the loss becomes nan, a tenth of it is worth a try.",
            option="lr",
            above=0.0,
            maximum=1e12,
        ),
    ] = 0.001
    optimizer: Annotated[
        str,
        Param(
            title="Optimizer",
            help="Adam suits most data; adamw decays weights apart from the gradient; sgd has momentum 0.9.",
            choices=("adam", "adamw", "sgd"),
        ),
    ] = "adam"
    weight_decay: Annotated[
        float,
        Param(title="Weight decay", help="Pull of all weights towards zero; 0 is none.", minimum=0.0, maximum=1e6),
    ] = 0.0
    seed: Annotated[
        int,
        Param(
            title="Seed",
            help="The same seed on the same machine gives the same run.",
            section="Run",
            minimum=0,
            maximum=2**31 - 1,
        ),
    ] = 0
    device: Annotated[
        str,
        Param(
            title="Device",
            help="auto takes a CUDA GPU, else Apple's GPU, else the processor; or cpu, cuda, cuda:1, mps.",
            section="Run",
            pattern=r"auto|cpu|mps|cuda(:[0-9]{1,3})?",
            pattern_help="must be auto, cpu, mps, cuda or cuda:N",
        ),
    ] = "auto"
    threads: Annotated[
        int,
        Param(
            title="Threads",
            help="Processor threads of this job; small models are fastest with 1; 0 lets PyTorch take all cores.",
            section="Run",
            unit="threads",
            minimum=0,
            maximum=1024,
        ),
    ] = 1
    report_every: Annotated[
        int,
        Param(
            title="Report every",
            help="Steps between two values of the loss in the metrics and the curve.",
            section="Run",
            unit="steps",
            minimum=1,
            maximum=1_000_000,
        ),
    ] = 5
    checkpoint_every: Annotated[
        int,
        Param(
            title="Checkpoint every",
            help="Steps between two checkpoints; 0 saves one every 30 seconds. A stop and the end always save one.",
            section="Run",
            unit="steps",
            minimum=0,
            maximum=1_000_000_000,
        ),
    ] = 0
    keep_checkpoints: Annotated[
        int,
        Param(
            title="Keep checkpoints",
            help="How many periodic checkpoints stay on disk, newest first; best and last stay besides.",
            section="Run",
            unit="files",
            minimum=1,
            maximum=1000,
        ),
    ] = 3


def split_rows(row_count: int, validation_fraction: float) -> tuple[int, int]:
    """Number of (training, validation) rows; a share above 0 gives each side at least one row where it can."""
    if validation_fraction == 0 or row_count < 2:
        return row_count, 0
    held_back = min(max(round(row_count * validation_fraction), 1), row_count - 1)
    return row_count - held_back, held_back


def check_batch(params: RegressionParams, row_count: int) -> None:
    """Raise `BadInput` when a batch is larger than all training rows."""
    training_rows, held_back = split_rows(row_count, params.validation_fraction)
    if params.batch_size > training_rows:
        of = f" ({count_of(row_count, 'row')}, {held_back:,} held back for validation)" if held_back else ""
        raise BadInput(
            f"A batch of {params.batch_size:,} is larger than the {count_of(training_rows, 'training row')}{of}.",
            f"Use a batch size of at most {training_rows:,}.",
            field="batch_size",
        )


def describe(params: RegressionParams, choice: ColumnChoice, row_count: int) -> str:
    """What is trained on what, one line."""
    layers = "-".join(str(width) for width in (len(choice.features), *params.hidden, 1))
    model = f"MLP {layers}" if params.hidden else "linear model"
    rows, columns = count_of(row_count, "row"), count_of(len(choice.features), "feature")
    return f"{model} predicting {choice.target} from {columns}, {rows} of {Path(params.data).name}"


def _check(params: RegressionParams, working_directory: Path) -> list[BadInput]:
    problems = []
    if params.device.startswith("cuda") and not can_have_gpu():
        told = f"Device {params.device} cannot be used: there is no CUDA GPU here."
        problems.append(BadInput(told, "Use cpu or auto.", field="device"))
    return problems + _data_problems(params, working_directory)


def _data_problems(params: RegressionParams, working_directory: Path) -> list[BadInput]:
    try:
        facts = inspect(working_directory / params.data)
        if not facts.columns:
            return []
        choice = choose_columns(facts, params.target, params.features)
        if facts.format is not Format.PARQUET and facts.row_count_exact and facts.size_bytes <= SCAN_LIMIT_BYTES:
            read_numbers(facts, [*choice.features, choice.target])
        if facts.row_count_exact:
            check_batch(params, facts.row_count)
    except InvalidParams as several:
        return list(several.problems)
    except BadInput as problem:
        return [problem]
    return []


def _plan(params: RegressionParams, working_directory: Path) -> Plan:
    facts = inspect(working_directory / params.data)
    row_count = max(facts.row_count, 1)
    choice = ColumnChoice(target=params.target or "y", features=params.features)
    if facts.columns:
        choice = choose_columns(facts, params.target, params.features)
        check_batch(params, row_count)
    training_rows, held_back = split_rows(row_count, params.validation_fraction)
    return Plan(
        title=describe(params, choice, row_count),
        training_rows=training_rows,
        epochs=params.epochs,
        steps_per_epoch=-(-training_rows // params.batch_size),
        has_validation=held_back > 0,
    )


def _load(params: RegressionParams, working_directory: Path) -> object:
    from engine.worker.training.reading import load

    return load(params, working_directory)


def _train(run: Run, loaded: Any) -> Outcome:
    # PyTorch comes in here, and only in the worker: the panel and the command line use the rest of this file.
    from engine.worker.training.regression import train

    return train(run, loaded)


RECIPE = Recipe(
    name="regression",
    title="Regression",
    summary="Predict a column of numbers from other columns, with a linear model or a small neural network.",
    params=RegressionParams,
    check=_check,
    plan=_plan,
    load=_load,
    train=_train,
)
"""The recipe, for the registry."""
