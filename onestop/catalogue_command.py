"""`onestop catalogue`: explain what a package asks of somebody, check a folder of files."""

import argparse
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from core.catalogue import Catalogue, Package, Subject
from core.catalogue_reading import ORGANS, is_package_name, read_organs, read_package
from core.errors import CatalogueError, DiskError
from core.planning import make_plan
from core.situation import SUBJECT, first_options
from onestop.explanation import Explained, explanation
from onestop.explanation_text import explanation_lines
from resources.catalogue_files import catalogue_in, files_in, own_folder
from resources.words import load_words, say
from sync.catalogue_choice import list_kept, use
from sync.catalogue_watch import age_now, last_confirmed
from sync.city_keys import trusted_keys
from sync.database import open_database
from sync.identity import load_identity

GOOD, TORN, ASKED_WRONG = 0, 1, 2


class _WrongArgument(Exception):
    """Something on the command line names what is not there."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `catalogue` with its verbs; `run` is left in the namespace as `run`."""
    parser = subparsers.add_parser("catalogue", help="explain and check the catalogue of services")
    parser.set_defaults(run=run)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    explain = verbs.add_parser("explain", help="say why a package asks for what it asks")
    explain.add_argument("package", metavar="NAME_OR_CODE")
    explain.add_argument("--json", action="store_true", help="print one JSON object")
    explain.add_argument(
        "--answers", type=Path, metavar="FILE", help="JSON or TOML: question = option"
    )
    explain.add_argument("--subject", choices=[subject.value for subject in Subject])
    explain.add_argument("--date", type=date.fromisoformat, metavar="YYYY-MM-DD")
    explain.add_argument("--catalogue", type=Path, metavar="DIR", default=own_folder())
    check = verbs.add_parser("check", help="read every file of a folder and name what is wrong")
    check.add_argument("folder", type=Path, metavar="DIR")
    versions = verbs.add_parser("versions", help="list the catalogues that the city gave")
    versions.add_argument("--state", type=Path, required=True, metavar="DIR")
    chosen = verbs.add_parser("use", help="go back to a kept one until the city gives a newer one")
    chosen.add_argument("sequence", type=int, metavar="N")
    chosen.add_argument("--state", type=Path, required=True, metavar="DIR")


def run(args: argparse.Namespace) -> int:
    """0 when all is well, 1 when the catalogue is torn, 2 when the question was wrong."""
    verbs: dict[str, Callable[[argparse.Namespace], int]] = {
        "explain": _explain,
        "check": _check,
        "versions": _versions,
        "use": _use,
    }
    try:
        return verbs[args.verb](args)
    except (CatalogueError, DiskError) as error:
        print(error, file=sys.stderr)
        return TORN
    except _WrongArgument as error:
        print(error, file=sys.stderr)
        return ASKED_WRONG


def _explain(args: argparse.Namespace) -> int:
    catalogue = catalogue_in(args.catalogue)
    package = _package(catalogue, args.package)
    subject = Subject(args.subject) if args.subject else package.subjects[0]
    answers = _answers(args.answers, package) if args.answers else {}
    assumed = first_options(package, subject, answers)
    day = args.date or datetime.now().astimezone().date()
    plan = make_plan(package, subject, {**answers, **assumed}, day)
    if not args.subject:
        assumed = {SUBJECT: subject.value, **assumed}
    case = Explained(plan, subject, assumed, catalogue, load_words())
    told = explanation(case)
    if args.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print("\n".join(explanation_lines(case, told)))
    return GOOD


def _package(catalogue: Catalogue, wanted: str) -> Package:
    """By code, name or alias; else the only one whose name holds the text."""
    for package in catalogue.packages:
        if wanted in (package.code, package.name, *package.aliases):
            return package
    near = [package for package in catalogue.packages if wanted in package.name]
    if len(near) == 1:
        return near[0]
    names = ", ".join(f"{each.code} {each.name}" for each in near or catalogue.packages)
    raise _WrongArgument(f"no single package is {wanted!r}; there are: {names}")


def _answers(file: Path, package: Package) -> dict[str, str]:
    """Answers from a file, each checked to be an option of a question."""
    answers = _table(file)
    options = {each.code: [option.code for option in each.options] for each in package.questions}
    for question, option in answers.items():
        if question not in options:
            raise _WrongArgument(
                f"{file.name}: no question {question!r}; there are: {list(options)}"
            )
        if option not in options[question]:
            raise _WrongArgument(
                f"{file.name}: {question} has no option {option!r}; there are: {options[question]}"
            )
    return {question: str(option) for question, option in answers.items()}


def _table(file: Path) -> Mapping[str, Any]:
    try:
        text = file.read_text("utf-8")
        table = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise _WrongArgument(f"{file.name}: {error}") from error
    if not isinstance(table, dict):
        raise _WrongArgument(f"{file.name}: is no table of question = option")
    return table


def _check(args: argparse.Namespace) -> int:
    """Every torn file is named, not only the first; then what holds them together is read."""
    words = load_words()
    torn = False
    for name, octets in files_in(args.folder).items():
        try:
            if name == ORGANS:
                read_organs(name, octets)
            elif is_package_name(name):
                read_package(name, octets)
        except CatalogueError as error:
            print(error, file=sys.stderr)
            torn = True
    if torn:
        return TORN
    catalogue = catalogue_in(args.folder)
    packages, organs = len(catalogue.packages), len(catalogue.organs)
    print(
        say(
            words,
            "explain.check_good",
            version=catalogue.version,
            packages=packages,
            organs=organs,
        )
    )
    for mark, count in sorted(_marks(catalogue).items()):
        print(say(words, "explain.check_marks", mark=say(words, f"mark.{mark}"), count=count))
    return GOOD


def _trusted(folder: Path) -> tuple[bytes, ...]:
    identity = load_identity(folder)
    if identity is None:
        raise _WrongArgument(f"{folder}: this terminal is not enrolled")
    database = open_database(folder)
    try:
        return trusted_keys(database, identity)
    finally:
        database.close()


def _versions(args: argparse.Namespace) -> int:
    for one in list_kept(args.state, _trusted(args.state)):
        marks = [
            name
            for name, holds in (
                ("in use", one.is_used),
                ("withdrawn by the city", one.is_withdrawn),
                ("torn", not one.is_whole),
            )
            if holds
        ]
        print(f"{one.sequence}  {one.version or '?'}  expires {one.expires or '?'}  {marks}")
    database = open_database(args.state)
    try:
        confirmed = last_confirmed(database)
        age = age_now(database, datetime.now().astimezone())
    finally:
        database.close()
    print(f"the newest is {age.value}; the city confirmed it last at {confirmed or 'no time'}")
    return GOOD


def _use(args: argparse.Namespace) -> int:
    use(args.state, _trusted(args.state), args.sequence)
    print(f"{args.sequence} counts from the next session on, until the city gives a newer one")
    return GOOD


def _marks(catalogue: Catalogue) -> Counter[str]:
    sources = [organ.source for organ in catalogue.organs]
    for package in catalogue.packages:
        sources.append(package.source)
        sources += [item.source for item in package.items]
        sources += [fee.source for item in package.items for fee in item.fees]
        sources += [question.source for question in package.questions]
        sources += [package.promise.source] if package.promise else []
    return Counter(source.mark.value for source in sources)
