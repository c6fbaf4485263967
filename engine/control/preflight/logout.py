"""Do jobs survive the end of this login? systemd-logind may kill whatever a session has started (logind.conf(5))."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from engine.control.permission import user_name
from engine.control.preflight.finding import Finding, Level

NAME = "logout"

CONFIGURATION = ("usr/lib/systemd", "etc/systemd", "run/systemd")
"""Folders that may hold logind.conf and drop-ins for it."""

MANAGER = ["org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager"]
"""Where logind answers on the bus."""

LIMIT_S = 2.0
"""How long to wait for an answer from the bus."""

ADVICE = "Run “loginctl enable-linger” once, then start the panel with “systemd-run --user --scope traindeck”."


def ask_logind(name: str) -> str | None:
    """One property of the running logind as busctl prints it, or None where nobody answers."""
    busctl = shutil.which("busctl")
    if busctl is None:
        return None
    command = [busctl, "get-property", *MANAGER, name]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def logout(root: Path = Path("/"), uid: int | None = None, ask: Callable[[str], str | None] = ask_logind) -> Finding:
    """Say whether jobs launched from here go on after the user has logged out.

    Args:
        root: Where the system's files are.
        uid: The user; by default this one.
        ask: Asks the running logind for a property.
    """
    user = user_name(os.geteuid() if uid is None else uid)
    if not (root / "run/systemd/system").is_dir() or not (root / "run/systemd/seats").is_dir():
        return Finding(NAME, Level.FINE, "Jobs survive a logout: no login manager that could end them runs here.")
    group = _group(root)
    lingers = (root / "var/lib/systemd/linger" / user).exists()
    if "user@" in group:
        if lingers:
            return Finding(NAME, Level.FINE, f"Jobs survive a logout: {user} lingers.")
        told = f"Jobs launched from here are part of {user}'s user service, which ends with {user}'s last session."
        return Finding(NAME, Level.WARNING, told, "Run “loginctl enable-linger” once.")
    if not re.search(r"session-[^/]*\.scope", group):
        return Finding(NAME, Level.FINE, "Jobs survive a logout: this is no login session.")
    answer = ask("KillUserProcesses")
    kills = answer.endswith("true") if answer is not None else _configured(root, "KillUserProcesses")
    source = "logind says so" if answer is not None else "by its configuration files, which it may not have read yet"
    if kills is None:
        told = "Whether logging out kills jobs could not be found out: logind does not answer."
        return Finding(NAME, Level.NOTE, told, "Log out once with a simulation running, and look again.")
    if not kills:
        return Finding(NAME, Level.FINE, f"Jobs survive a logout ({source}).")
    if user in _users(root, ask, "KillExcludeUsers", "root"):
        return Finding(NAME, Level.FINE, f"Jobs survive a logout: {user} is exempt from KillUserProcesses.")
    only = _users(root, ask, "KillOnlyUsers", "")
    if only and user not in only:
        return Finding(NAME, Level.FINE, f"Jobs survive a logout: KillOnlyUsers does not name {user}.")
    return Finding(NAME, Level.WARNING, f"Logging out kills every job: KillUserProcesses is on ({source}).", ADVICE)


def _group(root: Path) -> str:
    try:
        return (root / "proc/self/cgroup").read_text("utf-8", "replace")
    except OSError:
        return ""


def _configured(root: Path, name: str) -> bool | None:
    value = _setting(root, name)
    return value.casefold() in ("yes", "true", "1", "on") if value is not None else None


def _users(root: Path, ask: Callable[[str], str | None], name: str, usual: str) -> set[str]:
    answer = ask(name)
    if answer is not None:
        return set(re.findall(r'"([^"]*)"', answer))
    value = _setting(root, name)
    return set((usual if value is None else value).split())


def _setting(root: Path, name: str) -> str | None:
    """The last value that a configuration file gives, drop-ins after the main file."""
    files = [root / folder / "logind.conf" for folder in CONFIGURATION]
    for folder in CONFIGURATION:
        files += sorted((root / folder / "logind.conf.d").glob("*.conf"))
    value = None
    for path in files:
        try:
            lines = path.read_text("utf-8", "replace").splitlines()
        except OSError:
            continue
        for line in lines:
            key, equals, text = line.partition("=")
            if equals and key.strip() == name:
                value = text.strip()
    return value
