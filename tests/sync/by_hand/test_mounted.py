"""A stick is a mounted one: a plain folder would keep everything on the terminal's own disk."""

from pathlib import Path

from sync.by_hand.mounted import mounted_sticks


def test_sticks_are_found_by_label_and_below_a_user(tmp_path: Path) -> None:
    first, second = tmp_path / "media" / "STICK", tmp_path / "run" / "agent" / "OTHER"
    for path in (first, second / "folder", tmp_path / "media" / "agent" / "deep" / "deeper"):
        path.mkdir(parents=True)
    (tmp_path / "media" / "link").symlink_to(second)
    mounts = {first, second, tmp_path / "media" / "link", tmp_path / "media/agent/deep/deeper"}
    folders = [tmp_path / "media", tmp_path / "run", tmp_path / "absent"]
    assert mounted_sticks(folders, mounts.__contains__) == [first, second]


def test_a_plain_folder_is_no_stick(tmp_path: Path) -> None:
    (tmp_path / "agent" / "STICK").mkdir(parents=True)
    assert mounted_sticks([tmp_path]) == []


def test_what_is_mounted_is_really_seen() -> None:
    assert Path("/proc") in mounted_sticks([Path("/")])
