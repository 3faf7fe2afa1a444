"""`onestop sync`: the link to the city, for staff: how it stands, one pass, or the worker."""

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import msgspec

from core.errors import AppError, Code
from sync.database import open_database
from sync.link_settings import LinkSettings, load_link_settings, save_link_settings
from sync.metered import set_metered
from sync.report import Report
from sync.schedule import POLL_S
from sync.station import make_engine, terminal_identity
from sync.status import TerminalStatus, describe
from sync.system_clock import SystemClock

DONE, FAILED, LINK_DOWN, A_PERSON = 0, 1, 3, 4
_EXITS = (
    "exit codes: 0 all well, 1 not possible, 3 the city was not reached or did not take it,"
    " 4 something was put aside and needs a person"
)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`onestop sync status|once|run|metered|link [--state DIR]`."""
    parser = subparsers.add_parser("sync", help=__doc__, epilog=_EXITS)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    status = _verb(verbs, "status", _status, "how records and link stand")
    status.add_argument("--json", action="store_true")
    once = _verb(verbs, "once", _once, "one pass with the city, with a report")
    once.add_argument("--json", action="store_true")
    run = _verb(verbs, "run", _run, "the worker, until SIGTERM")
    run.add_argument("--city", default="", help="where the city is, when it moved")
    run.add_argument("--poll", type=float, default=POLL_S, help="seconds, for training")
    run.add_argument("--retry", type=float, default=300.0, help="longest wait in an outage")
    metered = _verb(verbs, "metered", _metered, "a link that is paid by the octet: envelopes only")
    metered.add_argument("how", choices=("on", "off"))
    link = _verb(verbs, "link", _link, "proxy and certificates; without options: show them")
    link.add_argument("--proxy", metavar="URL", help="http://10.0.0.1:3128")
    link.add_argument("--proxy-secret", metavar="FILE", help="one line name:password, mode 0600")
    link.add_argument("--ca", metavar="FILE", help="certificates to trust, PEM")
    link.add_argument("--none", action="store_true", help="straight to the city again")
    parser.set_defaults(run=run_command)


def _verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    act: Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=text, description=text, epilog=_EXITS)
    parser.add_argument(
        "--state", type=Path, default=Path("var/demo/terminal"), help="the terminal's own folder"
    )
    parser.set_defaults(act=act)
    return parser


def run_command(args: argparse.Namespace) -> int:
    """Do what the verb says; a failure is one line with its code."""
    try:
        return int(args.act(args))
    except AppError as error:
        print(error, file=sys.stderr)
        return FAILED


def _status(args: argparse.Namespace) -> int:
    now = SystemClock().now()
    status = describe(args.state)
    if args.json:
        facts = {**asdict_of(status), "oldest_s": status.oldest_s(now)}
        print(msgspec.json.format(msgspec.json.encode(facts)).decode())
    else:
        print("\n".join(status_lines(status, now)))
    if status.queue is None:
        return FAILED
    if status.queue.quarantined:
        return A_PERSON
    return DONE if status.queue.online else LINK_DOWN


def asdict_of(status: TerminalStatus) -> dict[str, object]:
    """The facts as plain values, for machines."""
    facts: dict[str, object] = msgspec.to_builtins(status)
    return facts


def status_lines(status: TerminalStatus, now: datetime) -> list[str]:
    """The facts as lines for people. Nothing of a person."""
    queue, link = status.queue, status.link
    lines = [f"terminal     {status.terminal or 'not enrolled'} epoch {status.epoch}"]
    if status.is_revoked:
        lines.append(f"revoked      by the city: {Code.TERMINAL_REVOKED.value}")
    if queue is None:
        return [*lines, "no records yet"]
    oldest = f", oldest {status.oldest_s(now)} s" if queue.oldest else ""
    aside = f"{queue.quarantined} put aside: `onestop queue list`" if queue.quarantined else "none"
    online = "reached" if queue.online else f"not reached, {queue.last_code or 'never tried'}"
    offset = "never heard" if link.clock_offset_ms is None else f"{link.clock_offset_ms} ms"
    held = ", held back: the link is metered" if link.metered and link.blobs else ""
    terms = link.terms
    return [
        *lines,
        f"waiting      {queue.count} envelopes, {queue.octets} octets{oldest}",
        f"attachments  {link.blobs} wait, {link.blob_octets} octets{held}",
        f"put aside    {aside}",
        f"city         {online} since {queue.since or '-'}, {queue.attempts} passes failed",
        f"last taken   {queue.last_acknowledged or '-'}; last contact {link.last_contact or '-'}",
        f"clock        city's is ahead by {offset}",
        f"terms        window {terms.window_s:g} s, poll {terms.poll_s:g} s,"
        f" {terms.upload_slots} upload slots, batches of {terms.batch_items}",
        f"link         {'metered: envelopes only' if link.metered else 'everything goes'}"
        f"{', proxy ' + link.proxy if link.proxy else ''}",
        f"keys         {status.keys or '-'}; certificate until {status.certificate or '-'}",
        f"catalogue    {status.catalogue or 'the shipped one'},"
        f" confirmed {status.catalogue_confirmed or '-'}",
        f"disk reserve {'stands' if status.reserve_stands else 'SPENT'}",
    ]


def _once(args: argparse.Namespace) -> int:
    clock = SystemClock()
    engine = make_engine(args.state, terminal_identity(args.state), clock)
    try:
        report = engine.sync_once()
    finally:
        engine.close()
    facts = {**asdict(report), "changed": len(report.changed)}  # ids belong in no terminal's log
    if args.json:
        print(msgspec.json.encode(facts).decode())
    else:
        print("\n".join(f"{name:14} {_plain(value)}" for name, value in facts.items()))
    return exit_code_of(report)


def exit_code_of(report: Report) -> int:
    """0 where the city took all there was."""
    if report.code is not None:
        return LINK_DOWN
    return A_PERSON if report.rejected else DONE


def _plain(value: object) -> object:
    return value.value if isinstance(value, Code) else "-" if value in (None, "") else value


def _run(args: argparse.Namespace) -> int:
    """Become the worker: nothing of this command line stays in memory."""
    words = [sys.executable, "-m", "sync", str(args.state), "--poll", str(args.poll)]
    words += ["--retry", str(args.retry)] + (["--city", args.city] if args.city else [])
    sys.stdout.flush()
    os.execv(sys.executable, words)


def _metered(args: argparse.Namespace) -> int:
    terminal_identity(args.state)  # a folder that is no terminal's gets no database
    database = open_database(args.state)
    try:
        set_metered(database, metered=args.how == "on")
    finally:
        database.close()
    print("envelopes only" if args.how == "on" else "everything goes")
    return DONE


def _link(args: argparse.Namespace) -> int:
    known = LinkSettings() if args.none else load_link_settings(args.state)
    settings = LinkSettings(
        proxy=known.proxy if args.proxy is None else args.proxy,
        proxy_secret=known.proxy_secret if args.proxy_secret is None else args.proxy_secret,
        ca_bundle=known.ca_bundle if args.ca is None else args.ca,
    )
    fault = settings.fault()
    if fault:
        print(fault, file=sys.stderr)
        return FAILED
    if args.none or settings != known:
        save_link_settings(args.state, settings)
    for name, value in asdict(settings).items():
        print(f"{name:12} {value or '-'}")
    return DONE
