"""`onestop desk`: the agents' accounts of a desk."""

import argparse
import getpass
import sys
from pathlib import Path

from core.errors import AppError
from sync.accounts import Accounts
from sync.system_clock import SystemClock

ROLES = ("village_agent",)
_SHORTEST = 8
# The agent of the demo. Nobody real; only a demo's own folder knows this password.
DEMO_NAME, DEMO_SHOWN, DEMO_PASSWORD = "lisi", "测试李四", "practice-2026"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`onestop desk add-agent NAME --shown NAME [--role ROLE] [--password-file FILE]`."""
    parser = subparsers.add_parser("desk", help=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    adding = actions.add_parser("add-agent", help="add an account, or give it a new password")
    adding.add_argument("name", help="what is typed to sign in")
    adding.add_argument("--shown", default="", help="the agent's name as it is shown")
    adding.add_argument("--role", choices=ROLES, default=ROLES[0])
    adding.add_argument("--password-file", type=Path, help="else it is asked for")
    adding.add_argument(
        "--state", type=Path, default=Path("var/demo/terminal"), help="the terminal's own folder"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do it. Returns 1 for a password that will not do, or a disk that says no."""
    password = _password(args.password_file)
    if len(password) < _SHORTEST:
        print(f"A password has at least {_SHORTEST} characters.", file=sys.stderr)
        return 1
    try:
        add_agent(args.state, args.name, args.shown or args.name, args.role, password)
    except AppError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{args.name} may sign in at this desk.")
    return 0


def add_agent(folder: Path, name: str, shown: str, role: str, password: str) -> None:
    """Add an account to a terminal's book. Raises DiskError."""
    accounts = Accounts(folder)
    try:
        accounts.add(name, shown, role, password, SystemClock().now())
    finally:
        accounts.close()


def add_demo_agent(folder: Path) -> None:
    """The demo's agent, once. Raises DiskError."""
    accounts = Accounts(folder)
    try:
        if not accounts.has(DEMO_NAME):
            now = SystemClock().now()
            accounts.add(DEMO_NAME, DEMO_SHOWN, ROLES[0], DEMO_PASSWORD, now)
    finally:
        accounts.close()


def _password(file: Path | None) -> str:
    """The first line of the file, or what is typed without showing it."""
    if file is not None:
        return file.read_text(encoding="utf-8").splitlines()[0] if file.exists() else ""
    return getpass.getpass("Password: ")
