"""Run figures or proofs by name: `python -m bench first [--json] [--only tap]`,
`python -m bench reliability [--json] [--only R1] [--share 0.02]`."""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

from bench.devices_camera import camera_figures
from bench.devices_cards import CARD_FIGURES
from bench.devices_codes import code_figures
from bench.devices_paper import PAPER_FIGURES
from bench.devices_voice import voice_figures
from bench.figure import Figure
from bench.proof.outcome import Proof
from bench.proof.register import PROOFS
from bench.search import search_figures
from bench.start import start_figure
from bench.submit import submit_figure
from bench.sync_book import enqueue_figure, whole_figure
from bench.sync_commit import commit_figures
from bench.sync_intake import intake_figures
from bench.sync_link import (
    applications_figure,
    attachments_figure,
    poll_figure,
    torn_figure,
    worker_figure,
)
from bench.sync_outage import outage_figures
from bench.sync_seal import seal_figures
from bench.tap import tap_figure

_FIRST: dict[str, Callable[[], Iterator[Figure]]] = {
    "tap": tap_figure,
    "submit": submit_figure,
    "start": start_figure,
    "search": search_figures,
}
_SYNC: dict[str, Callable[[], Iterator[Figure]]] = {
    "intake": intake_figures,
    "outage": outage_figures,
    "commit": commit_figures,
    "seal": seal_figures,
    "applications": applications_figure,
    "attachments": attachments_figure,
    "sent_again": torn_figure,
    "idle_poll": poll_figure,
    "worker": worker_figure,
    "enqueue": enqueue_figure,
    "whole": whole_figure,
}
_DEVICES: dict[str, Callable[[], Iterator[Figure]]] = {
    **CARD_FIGURES,
    "camera": camera_figures,
    "codes": code_figures,
    "voice": voice_figures,
    **PAPER_FIGURES,
}
_FIGURES = {"first": _FIRST, "sync": _SYNC, "devices": _DEVICES}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print figures, or outcomes of proofs. Exit code 1 when a figure misses its target, or when
    a proof finds a violation, tries too little or does not find a planted bug."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    rooms = parser.add_subparsers(dest="name", required=True)
    for name, figures in _FIGURES.items():
        _common(rooms.add_parser(name), figures)
    proofs = rooms.add_parser("reliability")
    _common(proofs, PROOFS)
    proofs.add_argument("--share", type=_share, default=1.0, help="a slice, as 0.02")
    args = parser.parse_args(arguments)
    if args.name == "reliability":
        return int(not prove(args.only or list(PROOFS), PROOFS, args.share, json=args.json))
    return int(not _measure(_FIGURES[args.name], args.only, json=args.json))


def prove(names: Sequence[str], proofs: Mapping[str, Proof], share: float, *, json: bool) -> bool:
    """Run proofs one after the other and print each outcome; whether all hold."""
    holds = True
    for name in names:
        outcome = proofs[name](share)
        print(outcome.as_json() if json else outcome.as_text(), flush=True)
        holds &= outcome.holds
    return holds


def _measure(
    figures: Mapping[str, Callable[[], Iterator[Figure]]], only: list[str] | None, *, json: bool
) -> bool:
    met = True
    for name in only or figures:
        for figure in figures[name]():
            print(figure.as_json() if json else figure.as_text(), flush=True)
            met &= figure.met is not False
    return met


def _common(parser: argparse.ArgumentParser, names: Mapping[str, object]) -> None:
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", choices=sorted(names), action="append")


def _share(text: str) -> float:
    share = float(text)
    if not 0.0 < share <= 1.0:
        raise ValueError("a share is above 0 and at most 1")
    return share


if __name__ == "__main__":
    sys.exit(main())
