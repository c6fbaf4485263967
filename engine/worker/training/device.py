"""Which device a training runs on."""

import torch

from engine.errors import BadInput


def choose_device(wish: str) -> torch.device:
    """Turn "auto", "cpu", "cuda", "cuda:N" or "mps" into a device that is there.

    Raises:
        BadInput: The device is not there; the hint says which ones are.
    """
    cuda_count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    has_mps = torch.backends.mps.is_available()
    if wish == "auto":
        wish = "cuda" if cuda_count else "mps" if has_mps else "cpu"
    kind, _, number = wish.partition(":")
    index = int(number or 0)
    there = ["cpu", *(["mps"] if has_mps else []), *(f"cuda:{place}" for place in range(cuda_count))]
    hint = f"Use {' or '.join(there)}, or auto."
    if kind == "cuda" and index >= cuda_count:
        reason = "there is no CUDA GPU here" if cuda_count == 0 else f"the last one here is cuda:{cuda_count - 1}"
        raise BadInput(f"Device {wish} cannot be used: {reason}.", hint, field="device")
    if kind == "mps" and not has_mps:
        raise BadInput("Device mps cannot be used: this is not a Mac with Apple's GPU.", hint, field="device")
    return torch.device(kind, index) if kind == "cuda" else torch.device(kind)


def describe_device(device: torch.device) -> str:
    """Device and its name, such as "cuda:0 (NVIDIA H200)"."""
    if device.type == "cuda":
        return f"{device} ({torch.cuda.get_device_name(device)})"
    return str(device)
