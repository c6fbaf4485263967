"""All tables of this package in one, for whoever asks about keys as a whole."""

from tui.actions.action import Action
from tui.actions.screens.choosing import COLUMNS, FEATURES, FILES
from tui.actions.screens.confirm import CONFIRM
from tui.actions.screens.form import FIELDS, FORM
from tui.actions.screens.help import HELP
from tui.actions.screens.meters import METERS
from tui.actions.screens.notices import NOTICES
from tui.actions.screens.two_logs import TWO_LOGS

SCREENS: tuple[Action, ...] = (
    *FORM, *FIELDS, *FILES, *FEATURES, *COLUMNS, *CONFIRM, *METERS, *NOTICES, *TWO_LOGS, *HELP,
)  # fmt: skip
