"""What the machine does: processor, memory, disk, network, GPUs, and the processes of each job.

`machine`, `gpus` and `processes` measure, each one thing; `sampler` puts a `Sample` together; `history` keeps the last
ones. Everything that may be missing (a GPU, a disk's counters, a hidden process) is None or simply not in the list.
"""
