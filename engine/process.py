"""Who a process is. A PID alone is never an identity: the kernel hands the same number out again.

The identity written beside a PID is the host, the boot, the PID namespace, the start time in clock ticks (field 22 of
/proc/PID/stat, see proc_pid_stat(5)), the user, and the inode of its pidfd, which is unique for a boot from Linux 6.9
on. Standard library only: the shim imports this.
"""

import os

CLOSED_STATES = frozenset("ZXx")
"""Letters of /proc/PID/stat for a process that has ended but may still be listed."""


def host_name() -> str:
    """Name of this machine, as the kernel has it."""
    return os.uname().nodename


def boot_id() -> str:
    """Random identifier of this boot, or empty where the kernel does not tell."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return ""


def pid_namespace() -> int:
    """Inode of this process's PID namespace: PIDs mean nothing outside it."""
    try:
        return os.stat("/proc/self/ns/pid").st_ino
    except OSError:
        return 0


def stat_fields(pid: int) -> tuple[str, int] | None:
    """State letter and start time in clock ticks since boot of `pid`, or None when there is no such process.

    Raises:
        OSError: It could not be found out: no descriptor was left, say.
    """
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            line = file.read(4096)
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The command name stands in parentheses and may itself hold parentheses and spaces.
    rest = line[line.rfind(b")") + 2 :].split()
    if len(rest) < 20:
        return None
    return rest[0].decode("ascii"), int(rest[19])


def pidfd_inode(pidfd: int) -> int:
    """Inode behind a pidfd: one per process from Linux 6.9 on, one for all before, so equality is safe to ask."""
    return os.fstat(pidfd).st_ino


def describe(pid: int) -> dict[str, object] | None:
    """Full identity of a running process as a JSON object, or None if it is gone.

    Keys: pid, host, boot_id, pid_namespace, start_ticks, uid, pidfd_inode.
    """
    try:
        pidfd = os.pidfd_open(pid)
    except (OSError, ValueError, OverflowError):
        return None
    try:
        fields = stat_fields(pid)
        if fields is None:
            return None
        return {
            "pid": pid,
            "host": host_name(),
            "boot_id": boot_id(),
            "pid_namespace": pid_namespace(),
            "start_ticks": fields[1],
            "uid": os.stat(f"/proc/{pid}").st_uid,
            "pidfd_inode": pidfd_inode(pidfd),
        }
    except OSError:
        return None
    finally:
        os.close(pidfd)
