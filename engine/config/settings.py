"""Everything that can be set. A field here is a setting: file, command line, palette and documentation follow.

The docstring of a structure describes its table, `Setting.help` the field.
"""

from typing import Annotated

import msgspec

from engine.job import DEFAULT_GRACE_S, LONGEST_GRACE_S

AXES = ("step", "epoch", "relative time", "wall time")
"""What the curves may be drawn over."""


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be known of one setting."""

    help: str
    """One sentence or two, without markup."""
    choices: tuple[str, ...] = ()
    """All that it may be; empty: any text."""
    minimum: float = 0.0
    maximum: float = 0.0
    unit: str = ""
    user_only: bool = False
    """Whether a workspace's own file may not set it."""
    palette: bool = True
    """Whether the panel's palette offers it."""


class PanelSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How the panel looks and draws attention."""

    theme: Annotated[
        str, Setting(help="Colours: one of ours (traindeck-dark, traindeck-light, traindeck-contrast-dark, "
                     "traindeck-contrast-light) or of Textual's.", palette=False),
    ] = "traindeck-dark"  # fmt: skip
    density: Annotated[
        str, Setting(help="Whether there is room between things.", choices=("comfortable", "compact"))
    ] = "comfortable"
    ascii: Annotated[
        str, Setting(help="Whether to draw with ASCII only; auto does unless LC_ALL, LC_CTYPE or LANG, the first "
                     "that is set, names UTF-8. Where none is set, emulators of terminals get UTF-8.",
                     choices=("auto", "yes", "no")),
    ] = "auto"  # fmt: skip
    bell: Annotated[bool, Setting(help="Ring the terminal's bell when a job ends or turns unhealthy.")] = True
    notifications: Annotated[
        bool, Setting(help="Ask the terminal for a desktop notification then (OSC 9; terminals that know none ignore "
                      "it)."),
    ] = False  # fmt: skip
    workspace: Annotated[
        str, Setting(help="Directory of the jobs where neither --workspace nor TRAINDECK_WORKSPACE names one; empty: "
                     "the current one.", user_only=True, palette=False),
    ] = ""  # fmt: skip


class JobSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How new jobs are launched."""

    grace: Annotated[
        float, Setting(help="How long a stop leaves for saving a checkpoint before whatever is left is killed.",
                       maximum=LONGEST_GRACE_S, unit="seconds", palette=False),
    ] = DEFAULT_GRACE_S  # fmt: skip


class CurveSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How curves are drawn at first."""

    smoothing: Annotated[
        float, Setting(help="Weight of the past in the exponential moving average; 0 draws what was reported.",
                       maximum=0.999),
    ] = 0.0  # fmt: skip
    x: Annotated[str, Setting(help="What curves are drawn over.", choices=AXES)] = "step"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All tables."""

    panel: PanelSettings = PanelSettings()
    jobs: JobSettings = JobSettings()
    curves: CurveSettings = CurveSettings()
    health: dict[str, bool] = {}
    """Switches of the rules that watch over jobs, by their names; a rule that is not named is on."""
    keys: dict[str, tuple[str, ...]] = {}
    """Keys of actions, by their ids, instead of those that they have by themselves."""

    @property
    def disabled_rules(self) -> frozenset[str]:
        """Names of the health rules that are switched off."""
        return frozenset(name for name, is_on in self.health.items() if not is_on)


TABLES: dict[str, type[msgspec.Struct]] = {"panel": PanelSettings, "jobs": JobSettings, "curves": CurveSettings}
"""Tables with a fixed list of fields."""

HEALTH = "Switches of the rules that watch over jobs: true or false. Those not named here are on."
KEYS = (
    'Keys of actions: ACTION = "key", or ["key", "key"]. Keys are written as n, N, ctrl+n, f5, space, enter, slash; '
    "an action without keys is [] and stays in the palette."
)


class Place(msgspec.Struct, frozen=True):
    """Where one setting is declared."""

    table: str
    field: str
    kind: type
    """bool, float or str."""
    setting: Setting
    default: bool | float | str

    @property
    def name(self) -> str:
        """As people write it: "panel.theme"."""
        return f"{self.table}.{self.field}"

    @property
    def variable(self) -> str:
        """The environment variable that goes before every file."""
        return f"TRAINDECK_{self.field.upper()}"


def places() -> dict[str, Place]:
    """Every setting of the fixed tables, by its name."""
    from typing import get_args, get_type_hints

    found = {}
    for table, kind in TABLES.items():
        hints = get_type_hints(kind, include_extras=True)
        for each in msgspec.structs.fields(kind):
            plain, setting = get_args(hints[each.name])
            place = Place(table, each.name, plain, setting, each.default)
            found[place.name] = place
    return found
