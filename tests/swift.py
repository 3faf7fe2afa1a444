"""A real S3 server of the tests' own: OpenStack Swift with its S3 API, one device, one copy.

Four small servers on free ports of the loopback and a private folder; gone with the tests.
"""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from threading import Event

from city.s3_blobs import Bucket, client_of

DEADLINE_S = 60.0
_KINDS = ("account", "container", "object")
_USER, _SECRET = "city:city", "not-a-secret"
_RINGS = """
import ast, sys
from swift.common.ring import RingBuilder
folder, ports = sys.argv[1], ast.literal_eval(sys.argv[2])
for kind, port in ports.items():
    ring = RingBuilder(4, 1, 0)
    ring.add_dev({"region": 1, "zone": 1, "ip": "127.0.0.1", "port": port, "device": "d1",
                  "weight": 1.0})
    ring.rebalance()
    ring.get_ring().save(f"{folder}/{kind}.ring.gz")
"""


class SwiftServer:
    """One running object store. It may be stopped as by a cut cable, and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ports = dict(zip((*_KINDS, "proxy"), _free_ports(4), strict=True))
        self._numbers = count(1)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def new_bucket(self) -> Bucket:
        """An empty bucket."""
        named = self._bucket(f"city-{next(self._numbers)}")
        client = client_of(named)
        client.create_bucket(Bucket=named.bucket)
        client.close()
        return named

    def start(self) -> None:
        """Start all four and wait until they take connections."""
        for kind in self._ports.keys() - self._processes.keys():
            command = [_program(f"swift-{kind}-server"), str(self._folder / f"{kind}.conf")]
            with (self._folder / f"{kind}.log").open("ab") as log:
                self._processes[kind] = subprocess.Popen(
                    [_program("setpriv"), "--pdeathsig", "KILL", *command], stdout=log, stderr=log
                )
        for kind, port in self._ports.items():
            self._wait_for(kind, port)

    def stop(self, *kinds: str) -> None:
        """End some of them, or all."""
        for kind in kinds or tuple(self._processes):
            process = self._processes.pop(kind)
            process.send_signal(signal.SIGKILL)
            process.wait(DEADLINE_S)

    def make(self) -> None:
        """Write what the servers read: rings and settings."""
        (self._folder / "devices" / "d1").mkdir(parents=True)
        (self._folder / "swift.conf").write_text(
            "[swift-hash]\nswift_hash_path_suffix = tests\nswift_hash_path_prefix = tests\n"
            "[storage-policy:0]\nname = Policy-0\ndefault = yes\n",
            encoding="utf-8",
        )
        self._make_rings()
        for kind in _KINDS:
            self._write(
                kind,
                f"devices = {self._folder / 'devices'}\nmount_check = false\n"
                f"[pipeline:main]\npipeline = {kind}-server\n"
                f"[app:{kind}-server]\nuse = egg:swift#{kind}\n",
            )
        self._write(
            "proxy",
            "[pipeline:main]\npipeline = catch_errors cache s3api tempauth slo proxy-server\n"
            "[app:proxy-server]\nuse = egg:swift#proxy\naccount_autocreate = true\n"
            "[filter:catch_errors]\nuse = egg:swift#catch_errors\n"
            "[filter:cache]\nuse = egg:swift#memcache\nmemcache_servers = 127.0.0.1:1\n"
            "[filter:s3api]\nuse = egg:swift#s3api\n"
            f"[filter:tempauth]\nuse = egg:swift#tempauth\nuser_city_city = {_SECRET} .admin\n"
            "[filter:slo]\nuse = egg:swift#slo\n",
        )

    def _bucket(self, name: str) -> Bucket:
        return Bucket(f"http://127.0.0.1:{self._ports['proxy']}", name, _USER, _SECRET)

    def _write(self, kind: str, rest: str) -> None:
        head = f"[DEFAULT]\nswift_dir = {self._folder}\nbind_ip = 127.0.0.1\nuser =\n"
        head += f"bind_port = {self._ports[kind]}\nworkers = 0\n"
        (self._folder / f"{kind}.conf").write_text(head + rest, encoding="utf-8")

    def _make_rings(self) -> None:
        """All three by one run of the Python that Swift is installed for."""
        ports = {kind: self._ports[kind] for kind in _KINDS}
        done = subprocess.run(
            ["/usr/bin/python3", "-c", _RINGS, str(self._folder), repr(ports)],
            capture_output=True,
            timeout=DEADLINE_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()

    def _wait_for(self, kind: str, port: int) -> None:
        deadline = time.monotonic() + DEADLINE_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
            except OSError:
                process = self._processes[kind]
                said = (self._folder / f"{kind}.log").read_text()
                assert process.poll() is None, said
                assert time.monotonic() < deadline, said
                Event().wait(0.05)
            else:
                return


def _program(name: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} is missing: its package is in deploy/packages-test.txt"
    return found


def _free_ports(wanted: int) -> list[int]:
    """Ports that were free just now, all at once so that no two are the same."""
    with ExitStack() as stack:
        bound = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(wanted)]
        return [one.getsockname()[1] for one in bound]


@contextmanager
def serving_swift() -> Iterator[SwiftServer]:
    """Run an object store for a while."""
    folder = Path(tempfile.mkdtemp(prefix="swift-"))
    server = SwiftServer(folder)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
