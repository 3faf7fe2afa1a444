"""`onestop queue`: what waits for the city, for staff."""

import argparse

from onestop.book_verbs import add_book_verbs
from onestop.hand_verbs import add_hand_verbs
from onestop.queue_verbs import add_queue_verbs


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`onestop queue VERB`."""
    parser = subparsers.add_parser("queue", help=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    add_queue_verbs(verbs)
    add_book_verbs(verbs)
    add_hand_verbs(verbs)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do what the verb says; its exit code."""
    return int(args.act(args))
