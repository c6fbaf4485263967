"""Whether this machine can have a GPU for CUDA, told by its device files: asking PyTorch would take seconds."""

import sys
from pathlib import Path

NODES = ("nvidia[0-9]*", "dxg", "kfd", "nvhost-gpu", "nvgpu", "nvmap")
"""Of NVIDIA's driver, of Windows' subsystem for Linux, of AMD's driver (which PyTorch calls cuda, too), of a Jetson."""


def can_have_gpu(devices: Path = Path("/dev")) -> bool:
    """False only where it is certain that there is none.

    Args:
        devices: Where device files are.
    """
    if not sys.platform.startswith("linux"):
        return True
    try:
        return any(next(devices.glob(pattern), None) is not None for pattern in NODES)
    except OSError:
        return True
