"""The commands for the city's keys: keys list, rotate, retire."""

import argparse

from city.command_line import AddCommand, Misuse
from city.keys import KeyUnknown, read_keys, retire, rotate_seal, rotate_signing
from core.sealing import HPKE_SUITE, SUITES, signature_algorithm

_SIGNING = "signing"


def _list(arguments: argparse.Namespace) -> None:
    ring = read_keys(arguments.data).ring()
    rows = [(one.id, "seal", one.suite, one.created_at, one.retired_at) for one in ring.seal]
    rows += [
        (one.id, _SIGNING, signature_algorithm(one.public), one.created_at, one.retired_at)
        for one in ring.signing
    ]
    for name, kind, suite, created, retired in rows:
        state = f"retired {retired}" if retired else "counts"
        print(f"{name}  {kind:<8}{suite:<34}{created or 'at first':<27}{state}")


def _rotate(arguments: argparse.Namespace) -> None:
    if arguments.kind == _SIGNING:
        print(f"{rotate_signing(arguments.data).id} signs from now on")
    else:
        print(f"{rotate_seal(arguments.data, arguments.suite).id} is sealed to from now on")


def _retire(arguments: argparse.Namespace) -> None:
    try:
        retire(arguments.data, arguments.key)
    except KeyUnknown as error:
        raise Misuse(str(error)) from error
    print(f"{arguments.key} does not count any more")


def add_key_commands(add: AddCommand) -> None:
    """All commands of this module, under `keys`."""
    parser = add("keys", _list, "the city's keys: list, rotate, retire")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="every key with its name and state")
    listing.set_defaults(command=_list)
    rotate = verbs.add_parser("rotate", help="make a new key; the ones before go on to count")
    rotate.add_argument("kind", choices=["seal", _SIGNING])
    rotate.add_argument("--suite", choices=SUITES, default=HPKE_SUITE)
    rotate.set_defaults(command=_rotate)
    retiring = verbs.add_parser("retire", help="let a key count no more")
    retiring.add_argument("key", help="its name, as `keys list` says it")
    retiring.set_defaults(command=_retire)
