"""The city's command line: python -m city COMMAND --data DIR."""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from city.app import create_app
from city.cases import CaseUnknown, MoveRefused, document_of, list_cases, move_case
from city.catalogue import CatalogueShelf, VersionTaken, read_folder
from city.command_line import Command, Misuse, database_of, open_for
from city.engines import DRIVER, DatabaseUnknown
from city.enrolment import Place, make_code
from city.failpoints import NAMES
from city.feed_commands import add_feed_commands
from city.fleet_commands import add_fleet_commands
from city.hand_commands import add_hand_commands
from city.key_commands import add_key_commands
from city.keys import KeysMissing, read_keys
from city.platform import open_city, prepare
from city.qr import as_blocks
from city.s3_blobs import BucketUnnamed
from city.schema import SchemaNewer, SchemaOlder
from city.server import listen, run, url_of
from city.settings import DATABASE_VARIABLE, Settings
from city.states import CITY_ONLY, CaseState
from city.task_commands import add_task_commands
from core.enrolment_text import enrolment_text
from core.errors import CatalogueError
from core.sealing import HPKE_SUITE, SUITES, SealBroken


def _init(arguments: argparse.Namespace) -> None:
    new = prepare(arguments.data, database_of(arguments))
    print("new keys, database ready" if new else "keys kept, database ready")


def _serve(arguments: argparse.Namespace) -> None:
    failpoint = os.environ.get("CITY_FAILPOINT", "")
    if failpoint and failpoint not in NAMES:
        raise Misuse(f"no such failpoint: {failpoint}")
    bound = listen(arguments.host, arguments.port)
    url = database_of(arguments)
    if arguments.processes > 1 and not url:
        raise Misuse("several servers need PostgreSQL")
    settings = Settings(
        folder=arguments.data,
        public_url=(arguments.public_url or url_of(bound)).rstrip("/"),
        window_s=arguments.window_s,
        poll_s=arguments.poll_s,
        retention_days=arguments.retention_days,
        database_url=url,
        processes=max(1, arguments.processes),
        failpoint=failpoint,
    )
    city = open_city(settings)
    if arguments.catalogue is not None:
        city.catalogue.publish_if_new(read_folder(arguments.catalogue))
    print(f"listening at {url_of(bound)}", flush=True)
    run(create_app(city), city.bell, bound, arguments.ready_file)


def _code(arguments: argparse.Namespace) -> None:
    place = Place(arguments.terminal, arguments.region, arguments.place, arguments.point)
    if place.faults():
        raise Misuse("not valid: " + ", ".join(place.faults()))
    code = make_code(open_for(arguments), place, arguments.suite)
    print(code)
    if arguments.url:
        text = enrolment_text(arguments.url, code)
        print(text)
        print(as_blocks(text))


def _publish(arguments: argparse.Namespace) -> None:
    shelf = CatalogueShelf(open_for(arguments), read_keys(arguments.data))
    files = read_folder(arguments.catalogue)
    sequence = shelf.publish(files, arguments.version, withdraw=arguments.withdraw_older)
    print(f"{arguments.version} is number {sequence}")


def _state(arguments: argparse.Namespace) -> None:
    if len(arguments.note) > 200:
        raise Misuse("a note has at most 200 characters")
    seq = move_case(open_for(arguments), arguments.case, CaseState(arguments.state), arguments.note)
    print(f"{arguments.state} is change {seq}")


def _cases(arguments: argparse.Namespace) -> None:
    found = list_cases(open_for(arguments))
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for case in found:
        columns = ("id", "receipt_no", "official_no", "state", "document_sha256")
        print("  ".join(str(case[column]) for column in columns))


def _document(arguments: argparse.Namespace) -> None:
    octets = document_of(open_for(arguments), read_keys(arguments.data), arguments.case)
    sys.stdout.buffer.write(octets)
    sys.stdout.buffer.flush()


def _openapi(arguments: argparse.Namespace) -> None:
    """The contract is the same for every city: an empty one shows it."""
    del arguments
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        city = open_city(Settings(Path(folder), ""))
        document = create_app(city).openapi()
        city.close()
    print(json.dumps(document, ensure_ascii=False, indent=1))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m city", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(
        name: str, command: Command, text: str, *, data: bool = True
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        if data:
            made.add_argument("--data", type=Path, required=True, help="the city's folder")
            made.add_argument(
                "--database",
                default="",
                metavar="URL",
                help=f"{DRIVER}://USER@HOST/NAME instead of the embedded one; also from "
                f"{DATABASE_VARIABLE} or DIR/database-url, where a password may be",
            )
        made.set_defaults(command=command)
        return made

    add("init", _init, "make keys and database, or bring the database up to date")
    serve = add("serve", _serve, "run the server")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=0, help="0 takes a free one")
    serve.add_argument("--ready-file", type=Path, help="written with url and pid once it listens")
    serve.add_argument("--catalogue", type=Path, help="publish this folder when it is new")
    serve.add_argument("--public-url", default="", help="where citizens' phones reach this server")
    serve.add_argument(
        "--window-s",
        type=float,
        default=0.0,
        help="least jitter after an outage",
    )
    serve.add_argument(
        "--processes", type=int, default=1, help="servers that share this city's work (PostgreSQL)"
    )
    serve.add_argument("--poll-s", type=float, default=60.0, help="how often terminals ask")
    serve.add_argument(
        "--retention-days", type=int, default=30, help="how long terminals keep what is complete"
    )
    code = add("code", _code, "print a one-time enrolment code")
    code.add_argument("--terminal", required=True, help="CD0128")
    code.add_argument("--region", required=True, help="12 digits")
    code.add_argument("--place", required=True, help="where it stands, in words")
    code.add_argument("--point", required=True, help="code of the accepting point")
    code.add_argument("--suite", choices=SUITES, default=HPKE_SUITE, help="the terminal's ciphers")
    code.add_argument("--url", default="", help="print a QR code for `onestop enrol` as well")
    publish = add("publish", _publish, "sign and publish a catalogue")
    publish.add_argument("--catalogue", type=Path, required=True)
    publish.add_argument("--version", required=True)
    publish.add_argument(
        "--withdraw-older", action="store_true", help="no terminal may go back to those before"
    )
    state = add("state", _state, "move a case on, as a clerk would")
    state.add_argument("case", help="id, receipt number or official number")
    state.add_argument("state", choices=[one.value for one in CaseState if one not in CITY_ONLY])
    state.add_argument("--note", default="", help="goes to terminals and phones: nothing personal")
    cases = add("cases", _cases, "list all cases")
    cases.add_argument("--json", action="store_true")
    add("document", _document, "print a document as it was signed").add_argument("case")
    add_feed_commands(add)
    add_hand_commands(add)
    add_task_commands(add)
    add_fleet_commands(add)
    add_key_commands(add)
    add("openapi", _openapi, "print the contract", data=False)
    return parser


def main() -> int:
    """Run one command; 0 when it was done."""
    arguments = _parser().parse_args()
    os.umask(0o077)  # all that is written here belongs to the service user alone
    try:
        arguments.command(arguments)
    except KeysMissing:
        reason = "this folder is no city yet: run `python -m city init` first"
    except SchemaOlder:
        reason = "the database is of an older version: run `python -m city init` first"
    except SchemaNewer:
        reason = "the database is of a newer version; nothing was changed"
    except BucketUnnamed as unnamed:
        reason = str(unnamed)
    except DatabaseUnknown:
        reason = f"the database must be named as {DRIVER}://USER@HOST/NAME"
    except SQLAlchemyError as fault:
        reason = f"the database does not answer: {type(fault).__name__}"
    except CaseUnknown:
        reason = "there is no such case"
    except MoveRefused as refused:
        reason = f"not allowed: {refused}"
    except VersionTaken:
        reason = "a catalogue of this version is published already"
    except (CatalogueError, Misuse) as wrong:
        reason = str(wrong)
    except SealBroken:
        reason = "the document cannot be opened with this city's key"
    except OSError as fault:
        reason = f"{fault.strerror or type(fault).__name__}: {fault.filename or ''}"
    else:
        return 0
    print(reason, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
