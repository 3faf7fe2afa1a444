"""Peers of the sync figures that come from npm: installed into a scratch folder, once.

The folder lies outside the repository. Where npm cannot install them, the figure says so.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HERE = Path(__file__).parent / "peers"
_INSTALL_S = 400.0
_RUN_S = 240.0


class PeerMissing(Exception):
    """npm or node is not there, or the peer did not start."""


def installed() -> Path:
    """The folder with the peers and their scripts. Raises PeerMissing."""
    folder = Path(tempfile.gettempdir()) / f"onestop-bench-peers-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PeerMissing("the scratch folder is somebody else's")
    for file in _HERE.iterdir():
        shutil.copy(file, folder / file.name)
    if not (folder / "node_modules" / "pouchdb").is_dir():
        command = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund"]
        _run(command, folder, _INSTALL_S)
    return folder


@contextmanager
def serving(script: str) -> Iterator[str]:
    """A server of the peers on a folder of its own; gives its address. Raises PeerMissing."""
    folder = installed()
    with tempfile.TemporaryDirectory(prefix="onestop-peer-") as data:
        command = ["node", script, data]
        try:
            process = subprocess.Popen(
                command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
        except OSError as error:
            raise PeerMissing("node") from error
        assert process.stdout is not None
        try:
            port = process.stdout.readline().strip()
            if not port.isdigit():
                raise PeerMissing(script)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.communicate()


def run_script(script: str, *words: str) -> str:
    """What a script of the peers says. Raises PeerMissing."""
    with tempfile.TemporaryDirectory(prefix="onestop-peer-") as data:
        return _run(["node", script, data, *words], installed(), _RUN_S)


def _run(command: list[str], folder: Path, seconds: float) -> str:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=seconds, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PeerMissing(command[0]) from error
    return done.stdout
