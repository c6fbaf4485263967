"""Which kind of file system: asked of tables as the kernel writes them."""

from pathlib import Path

import pytest

from engine.filesystem import filesystem_of

TABLE = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:5 / /proc rw - proc proc rw
40 22 0:50 / /home rw,relatime - nfs4 server:/home rw,vers=4.2
41 40 8:2 /a /home/fast rw - xfs /dev/sdb1 rw
42 22 0:60 / /mnt/my\040share\134x rw - cifs //nas/share rw
43 22 0:61 / /data rw master:7 - ext4 /dev/sdc rw
44 22 0:62 / /data rw - fuse.sshfs me@there: rw
"""


@pytest.mark.parametrize(
    ("path", "kind", "is_network"),
    [
        ("/", "ext4", False),
        ("/srv/x", "ext4", False),
        ("/home/me/w", "nfs4", True),
        ("/homely", "ext4", False),
        ("/home/fast/w", "xfs", False),
        ("/mnt/my share\\x/w", "cifs", True),
        ("/data", "fuse.sshfs", True),
    ],
)
def test_kinds(tmp_path: Path, path: str, kind: str, is_network: bool) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(TABLE)

    found = filesystem_of(Path(path), table)

    assert (found.kind, found.is_network) == (kind, is_network)


@pytest.mark.parametrize("content", ["", "nonsense\n", "1 2 3 - \n", " - ext4\n"])
def test_a_table_that_says_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "mountinfo").write_text(content)

    assert filesystem_of(tmp_path, tmp_path / "mountinfo").kind == ""
    assert filesystem_of(tmp_path, tmp_path / "none").kind == ""


def test_this_machine_has_one() -> None:
    assert filesystem_of(Path(__file__)).kind
