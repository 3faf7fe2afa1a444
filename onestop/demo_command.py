"""`onestop demo`: a terminal with an embedded city, ready to touch; without a screen it walks."""

import argparse
import subprocess
import sys
from pathlib import Path

import resources
from onestop.desk_command import add_demo_agent
from onestop.display import Display
from onestop.embedded_city import EmbeddedCity
from sync.identity import load_identity
from sync.station import enrol_terminal
from sync.system_clock import SystemClock

TERMINAL = ("--terminal", "CD0128", "--region", "430702012000",
            "--place", "常德 · 芙蓉街道 24 小时自助区", "--point", "CD-430702-JD")  # fmt: skip
_SIZES = {"kiosk": "1080x1920", "desk": "1366x768"}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`onestop demo [--room kiosk|desk] [--folder DIR] [--walk NAME] [--size WxH] [--offline]`."""
    parser = subparsers.add_parser("demo", help=__doc__)
    parser.add_argument("--room", choices=("kiosk", "desk"), default="kiosk")
    parser.add_argument("--folder", type=Path, default=Path("var/demo"))
    parser.add_argument("--walk", default="", help="walk by itself, also on a screen")
    parser.add_argument("--size", default="")
    parser.add_argument("--card", default="auto", help="auto, pcsc or simulated")
    parser.add_argument("--offline", action="store_true", help="stop the city before the room")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Start the city, enrol the terminal once, open the room; end the city with it."""
    size = args.size or _SIZES[args.room]
    terminal = args.folder / "terminal"
    with EmbeddedCity(args.folder / "city", resources.path("catalogue")) as city:
        if load_identity(_made(terminal)) is None:
            code = city.run("code", *TERMINAL).splitlines()[-1]
            enrol_terminal(terminal, city.url, code, SystemClock())
        if args.room == "desk":
            add_demo_agent(terminal)
        if args.offline:
            city.stop()
        with Display(size) as display:
            walk = args.walk or (f"demo_{args.room}" if display.is_virtual else "")
            pictures = args.folder / "pictures" / args.room
            command = _command(args.room, terminal, city.url, size)
            if walk:  # a walk lays training cards on the simulated reader
                command += ["--walk", walk, "--pictures", str(pictures), "--card", "simulated"]
            else:
                command += ["--card", args.card]
            code_out = subprocess.run(command, env=display.environment, check=False).returncode
            if walk:
                _say_where(code_out, pictures)
            return code_out


def _command(room: str, terminal: Path, url: str, size: str) -> list[str]:
    module = "kiosk" if room == "kiosk" else "agent_desk"
    return [sys.executable, "-m", module, "--state", str(terminal), "--city", url,
            "--size", size, "--poll", "3", "--retry", "5", "--training"]  # fmt: skip


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _say_where(code: int, pictures: Path) -> None:
    if code:
        print(f"The walk got stuck; see {pictures / 'stuck.png'}", file=sys.stderr)
    else:
        count = len(list(pictures.glob("*.png")))
        print(f"Walked the journey by itself: {count} pictures in {pictures}")
