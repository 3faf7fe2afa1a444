"""`onestop enrol`: become a terminal of a city with a one-time code."""

import argparse
import sys
from pathlib import Path

from core.enrolment_text import EnrolmentTextWrong, read_enrolment_text
from core.errors import AppError
from sync.certificate import valid_until
from sync.link_settings import LinkSettings, load_link_settings, save_link_settings
from sync.secrets_store import move_to_credential, secrets_store
from sync.station import enrol_terminal
from sync.system_clock import SystemClock


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`onestop enrol --qr TEXT | --url URL --code CODE`."""
    parser = subparsers.add_parser("enrol", help=__doc__)
    parser.add_argument("--qr", default="", help="what the city's QR code says")
    parser.add_argument("--url", default="", help="where the city is")
    parser.add_argument("--code", default="", help="the one-time code")
    parser.add_argument("--ca", metavar="FILE", help="certificates to know the city by, PEM")
    parser.add_argument(
        "--credential",
        action="store_true",
        help="keep the keys in a systemd credential (TPM where there is one); needs root",
    )
    parser.add_argument(
        "--state", type=Path, default=Path("var/demo/terminal"), help="the terminal's own folder"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 when the terminal is one of the city; a failure is one line with its code."""
    try:
        url, code = read_enrolment_text(args.qr) if args.qr else (args.url, args.code)
    except EnrolmentTextWrong:
        print("--qr: not the text of an enrolment's QR code", file=sys.stderr)
        return 1
    if not (url and code):
        print("give --qr, or --url and --code", file=sys.stderr)
        return 1
    try:
        return _enrol(args, url, code)
    except AppError as error:
        print(error, file=sys.stderr)
        return 1


def _enrol(args: argparse.Namespace, url: str, code: str) -> int:
    folder: Path = args.state
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if args.ca:
        known = load_link_settings(folder)
        settings = LinkSettings(known.proxy, known.proxy_secret, str(Path(args.ca).absolute()))
        if settings.fault():
            print(settings.fault(), file=sys.stderr)
            return 1
        save_link_settings(folder, settings)
    if args.credential:
        move_to_credential(folder)  # before there are keys: they never lie there in clear
    identity = enrol_terminal(folder, url, code, SystemClock())
    terminal = identity.terminal
    print(f"terminal     {terminal.code} epoch {terminal.epoch}, {terminal.place}")
    print(f"city         {identity.city_url}")
    print(f"suite        {identity.suite}")
    print(f"keys         {secrets_store(folder).kept()}")
    print(f"certificate  {valid_until(folder) or 'none'}")
    return 0
