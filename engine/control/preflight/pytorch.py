"""Can anything really be trained? PyTorch is asked in a process of its own: nothing but a worker may import it."""

import importlib.util
import json
import subprocess
import sys

from engine.control.preflight.finding import Finding, Level
from engine.text import clean, count_of

NAME = "PyTorch"

BROKEN = "Install it anew: pip install --force-reinstall torch. Until then jobs are SIMULATIONS."
"""What to do about a PyTorch that is there and does not work."""

LIMIT_S = 120.0
"""How long its import may take; from a cold network disk it can be a minute."""

CODE = """
import json, torch
devices = [(torch.cuda.get_device_name(i), torch.cuda.get_device_properties(i).total_memory)
           for i in range(torch.cuda.device_count())]
print(json.dumps({"version": torch.__version__, "devices": devices, "threads": torch.get_num_threads(),
                  "built": torch.version.cuda}))
"""


def pytorch(python: str = sys.executable) -> Finding:
    """Say which PyTorch there is and what it can compute on.

    Args:
        python: The interpreter that would run a job.
    """
    advice = "Install it: pip install torch. Until then jobs are SIMULATIONS."
    if python == sys.executable and importlib.util.find_spec("torch") is None:
        return Finding(NAME, Level.NOTE, "PyTorch is not installed, so nothing can really be trained.", advice)
    try:
        command = [python, "-P", "-c", CODE]
        asked = subprocess.run(
            command, capture_output=True, text=True, timeout=LIMIT_S, check=True, stdin=subprocess.DEVNULL
        )
        facts = json.loads(asked.stdout.splitlines()[-1])
        version, devices, built = str(facts["version"]), list(facts["devices"]), facts["built"]
    except subprocess.TimeoutExpired:
        return Finding(NAME, Level.WARNING, f"PyTorch could not be imported within {LIMIT_S:g} s.", "Is its disk slow?")
    except subprocess.CalledProcessError as error:
        said = [line for line in error.stderr.splitlines() if line.strip()]
        why = clean(said[-1], 200) if said else f"exit status {error.returncode}"
        return Finding(NAME, Level.WARNING, f"PyTorch cannot be imported: {why}.", BROKEN)
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        return Finding(NAME, Level.WARNING, f"PyTorch could not be asked: {clean(str(error), 200)}.", advice)
    if devices:
        shown = ", ".join(f"{clean(str(name), 60)} ({memory / 2**30:.0f} GiB)" for name, memory in devices)
        return Finding(NAME, Level.FINE, f"PyTorch {version} with {count_of(len(devices), 'GPU')}: {shown}.")
    if built:
        told = f"PyTorch {version} is built for CUDA {built} but finds no GPU, so jobs train on the CPU."
        return Finding(NAME, Level.NOTE, told, "If there is one, look at nvidia-smi and at CUDA_VISIBLE_DEVICES.")
    return Finding(NAME, Level.FINE, f"PyTorch {version} for the CPU, {count_of(facts['threads'], 'thread')}.")
