"""The actions as lines of a file of settings. Pure."""

from engine.config.template import Switch, as_toml
from tui.actions.rekeying import EVERYWHERE


def action_switches() -> list[Switch]:
    """The actions and their own keys, as a new file names them."""
    switches = []
    for each in EVERYWHERE:
        twins = {f"shift+{key.lower()}" for key in each.keys if len(key) == 1 and key.isupper()}
        keys = [as_toml(key) for key in each.keys if key not in twins]
        where = f" (while {each.tab} shows)" if each.tab else " (in an opened detail)" if each.opened else ""
        where = f" (in {each.screen})" if each.screen else where
        switches.append(Switch(each.id, keys[0] if len(keys) == 1 else f"[{', '.join(keys)}]", f"{each.help}{where}"))
    return switches
