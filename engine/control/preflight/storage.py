"""Where the workspace lies: file system, free space, owner, privacy."""

import os

from engine.control.preflight.finding import Finding, Level
from engine.filesystem import FileSystem, filesystem_of
from engine.format import bytes_
from engine.paths import Workspace

LITTLE_BYTES = 1 << 30
"""Less free space than this is little: a checkpoint of 90 million parameters with Adam's state takes 1 GiB."""

NOTHING_BYTES = 16 << 20
"""With less than this not even logs and status files have room for long."""

FEW_INODES = 1_000
"""A job makes some ten files, a checkpoint one more each."""


def file_system(workspace: Workspace, found: FileSystem | None = None) -> Finding:
    """Say on what the workspace lies."""
    system = filesystem_of(workspace.root) if found is None else found
    if not system.kind:
        return Finding("file system", Level.NOTE, "The kind of file system could not be found out.")
    if not system.is_network:
        return Finding("file system", Level.FINE, f"The workspace is on a local file system ({system.kind}).")
    told = f"The workspace is on a network file system ({system.kind} at {system.mount_point}): the panel polls it,"
    told += " and a job waits for the server when it writes."
    return Finding("file system", Level.WARNING, told, "A workspace on a local disk is faster and safer.")


def free_space(workspace: Workspace, facts: os.statvfs_result | None = None) -> Finding:
    """Say how much room there is."""
    try:
        facts = os.statvfs(workspace.root) if facts is None else facts
    except OSError as error:
        return Finding("disk", Level.TROUBLE, f"The disk could not be asked: {error.strerror}.")
    free = facts.f_bavail * facts.f_frsize
    advice = "Delete what is not needed, old checkpoints under models/ for one."
    if facts.f_flag & os.ST_RDONLY:
        return Finding("disk", Level.TROUBLE, "The file system is mounted read-only.", "Use a workspace elsewhere.")
    if not facts.f_blocks:
        return Finding("disk", Level.NOTE, "The file system does not say how much room there is.")
    if free < NOTHING_BYTES:
        return Finding("disk", Level.TROUBLE, f"The disk is full: {bytes_(free)} are free.", advice)
    if facts.f_files and facts.f_favail < FEW_INODES:
        told = f"The file system has only {facts.f_favail:,} inodes left, so that few more files can be made."
        return Finding("disk", Level.WARNING, told, "Delete small files that are not needed.")
    if free < LITTLE_BYTES:
        return Finding("disk", Level.WARNING, f"The disk is nearly full: {bytes_(free)} are free.", advice)
    return Finding("disk", Level.FINE, f"{bytes_(free)} are free.")


def owner(workspace: Workspace) -> Finding:
    """Say whether this user may work here, and whether others can look."""
    if workspace.locked:
        told = f"Nothing can be changed in {workspace.root}: {workspace.locked}."
        return Finding("workspace", Level.NOTE, told, "Jobs can be looked at.")
    if not os.access(workspace.root, os.W_OK | os.X_OK):
        told = f"Nothing can be written into {workspace.root}."
        return Finding("workspace", Level.TROUBLE, told, "Go to a directory of your own, or use --workspace.")
    try:
        mode = os.stat(workspace.artifacts).st_mode & 0o777
    except OSError:
        return Finding("workspace", Level.FINE, f"{workspace.root} can be written; it has no jobs yet.")
    if mode & 0o077:
        told = f"Others can look into {workspace.artifacts} (mode {mode:03o}), logs and parameters included."
        return Finding("workspace", Level.NOTE, told, f"If they should not: chmod 700 {workspace.artifacts}")
    return Finding("workspace", Level.FINE, f"{workspace.root} is yours, and its jobs are private.")
