"""What can be done where the machine is on the whole screen."""

from functools import partial

from tui.actions.screens.own import moving, own

_own = partial(own, "the meters")

METERS = (
    _own("meters_back", ("escape", "q", "M", "shift+m"), "back", "Back", "Go back to the jobs.", footer=1),
    _own("meters_sort", ("s",), "sort", "Sort", "Sort the processes by CPU, memory or GPU memory, in turn.", footer=2),
    _own("meters_by_cpu", ("c",), "sort_by('cpu')", "CPU", "Sort the processes by CPU.", footer=3),
    _own("meters_by_memory", ("m",), "sort_by('memory')", "Memory", "Sort the processes by memory.", footer=4),
    _own("meters_by_gpu", ("g",), "sort_by('gpu')", "GPU", "Sort the processes by GPU memory.", footer=5),
    _own("meters_open", ("enter",), "open", "Go to job", "Go to the job of the process under the cursor.", footer=6),
    *moving("the meters", "meters", first=("home",)),
    _own("meters_help", ("question_mark", "f1"), "help", "Help", "Show every key.", footer=7),
)
