"""The services of the system that machines stand on, and whether this user may use the nodes."""

import grp
import os
import shutil
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.device_report import Condition, DeviceReport
from core.diagnosis import Area, Finding
from core.errors import Code
from devices.machine_driver import Kind, Machine

_PATIENCE_S = 0.5


@dataclass(frozen=True, slots=True)
class Service:
    """A service: its program, where it listens, and which machines need it (kind and what their
    driver's name begins with). It may start by itself when somebody asks (`on_demand`)."""

    name: str
    program: str
    sockets: tuple[str, ...]
    needed_by: tuple[tuple[Kind, str], ...]
    on_demand: bool = False
    code: Code | None = None

    def is_needed(self, machines: Iterable[Machine]) -> bool:
        """Whether one of the machines stands on it."""
        return any(
            machine.kind is kind and machine.driver.name.startswith(name)
            for machine in machines
            for kind, name in self.needed_by
        )


SERVICES: tuple[Service, ...] = (
    Service(
        "pcscd",
        "pcscd",
        ("/run/pcscd/pcscd.comm",),
        ((Kind.CARD, "pcsc"), (Kind.SOCIAL_CARD, "pcsc")),
        code=Code.READER_SERVICE_DOWN,
    ),
    Service(
        "cups",
        "cupsd",
        ("/run/cups/cups.sock",),
        ((Kind.PAPER, "cups"), (Kind.PRINTER, "cups")),
        code=Code.PRINTER_ABSENT,
    ),
    Service(
        "speech_dispatcher",
        "speech-dispatcher",
        ("{runtime}/speech-dispatcher/speechd.sock",),
        ((Kind.SPEAKER, "speech"),),
        on_demand=True,
    ),
)
# What a driver opens below /dev where its settings name no path of their own.
NODES: tuple[tuple[Kind, str, tuple[str, ...]], ...] = (
    (Kind.CARD, "samv_serial", ("ttyUSB*", "ttyACM*")),
    (Kind.FACE_CAMERA, "opencv", ("video{index}",)),
    (Kind.DOCUMENT_CAMERA, "opencv", ("video{index}",)),
    (Kind.CODE_READER, "serial", ("ttyUSB*", "ttyACM*")),
    (Kind.CODE_READER, "camera", ("video{index}",)),
    (Kind.PRINTER, "escpos_device", ("usb/lp*",)),
)


def look_at_services(
    machines: Sequence[Machine], services: Sequence[Service] = SERVICES
) -> list[Finding]:
    """A finding for each service."""
    return [
        Finding(Area.SERVICE, one.name, _look(one, one.is_needed(machines))) for one in services
    ]


def _look(service: Service, needed: bool) -> DeviceReport:
    if any(_answers(Path(place)) for place in map(_place, service.sockets)):
        return DeviceReport(Condition.GOOD, "running")
    bad = Condition.BAD if needed else Condition.ABSENT
    code = service.code if needed else None
    path = os.environ.get("PATH", os.defpath) + ":/usr/sbin:/usr/local/sbin"
    if shutil.which(service.program, path=path) is None:
        return DeviceReport(bad, "not_installed", code)
    if service.on_demand:
        return DeviceReport(Condition.GOOD, "on_demand")
    return DeviceReport(bad, "stopped", code)


def _place(name: str) -> str:
    runtime = os.environ.get("XDG_RUNTIME_DIR", f"/run/user/{os.getuid()}")
    return name.format(runtime=runtime)


def _answers(place: Path) -> bool:
    """Whether somebody listens there; a socket file alone may be left over."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(_PATIENCE_S)
        try:
            line.connect(str(place))
        except OSError:
            return False
    return True


def may_use(node: Path) -> bool:
    """Whether this user may read and write a node."""
    return os.access(node, os.R_OK | os.W_OK)


def look_at_nodes(
    machines: Sequence[Machine],
    devices: Path = Path("/dev"),
    is_open: Callable[[Path], bool] = may_use,
) -> list[Finding]:
    """Whether this user may use the device nodes that the machines need: one finding, with the
    group to join for each node that is closed."""
    nodes = sorted({node for machine in machines for node in nodes_of(machine, devices)})
    closed = [node for node in nodes if not is_open(node)]
    if closed:
        facts = tuple((f"{node.relative_to(devices)}", _group(node)) for node in closed[:6])
        report = DeviceReport(Condition.BAD, "group_missing", facts=facts)
    else:
        report = DeviceReport(Condition.GOOD, "allowed", facts=(("nodes", str(len(nodes))),))
    return [Finding(Area.PERMISSION, "nodes", report)]


def nodes_of(machine: Machine, devices: Path) -> list[Path]:
    """The nodes that are there and that a machine opens: the one that its settings name, else all
    that its driver would try. Drivers of others say with `path` what they open."""
    path = getattr(machine.settings, "path", "")
    if path:
        named = Path(path)
        return [named] if named.is_relative_to(devices) and named.exists() else []
    index = getattr(machine.settings, "index", 0)
    return [
        node
        for kind, name, patterns in NODES
        if machine.kind is kind and machine.driver.name == name
        for pattern in patterns
        for node in devices.glob(pattern.format(index=index))
    ]


def look_at_policy(found: Iterable[Finding]) -> list[Finding]:
    """The hint at polkit, where the PC/SC service refuses this user."""
    denied = any(one.report.code is Code.READER_DENIED for one in found)
    if not denied:
        return []
    report = DeviceReport(Condition.BAD, "polkit_denies", Code.READER_DENIED)
    return [Finding(Area.PERMISSION, "polkit", report)]


def _group(node: Path) -> str:
    try:
        return grp.getgrgid(node.stat().st_gid).gr_name
    except (KeyError, OSError):
        return "?"
