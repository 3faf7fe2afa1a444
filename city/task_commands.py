"""The commands for what a person must look at: tasks, task-done, parked, refused, links, link."""

import argparse
import json
from collections.abc import Callable
from typing import Any

from city.command_line import AddCommand, Misuse, open_for
from city.store import Store
from city.tasks import (
    TaskUnknown,
    close_task,
    decide_link,
    list_links,
    list_parked,
    list_refused,
    list_tasks,
)


def _listing(
    listed: Callable[[Store], list[dict[str, Any]]], *columns: str
) -> Callable[[argparse.Namespace], None]:
    def command(arguments: argparse.Namespace) -> None:
        found = listed(open_for(arguments))
        if arguments.json:
            print(json.dumps(found, ensure_ascii=False, indent=1))
            return
        for row in found:
            print("  ".join(str(row[column]) for column in columns))

    return command


def _tasks(arguments: argparse.Namespace) -> None:
    def listed(store: Store) -> list[dict[str, Any]]:
        return list_tasks(store, everything=arguments.all)

    columns = ("number", "kind", "official_no", "state", "case_id", "envelope_id", "at")
    _listing(listed, *columns)(arguments)


def _done(arguments: argparse.Namespace) -> None:
    if len(arguments.note) > 200:
        raise Misuse("a note has at most 200 characters")
    try:
        close_task(open_for(arguments), arguments.number, arguments.note)
    except TaskUnknown as unknown:
        raise Misuse("there is no such open task") from unknown
    print(f"task {arguments.number} is done")


def _link(arguments: argparse.Namespace) -> None:
    try:
        decide_link(open_for(arguments), arguments.case, arguments.other, arguments.decision)
    except TaskUnknown as unknown:
        raise Misuse("these two cases are not linked") from unknown
    print(f"decided: {arguments.decision}")


def add_task_commands(add: AddCommand) -> None:
    """All commands of this module."""
    tasks = add("tasks", _tasks, "list what a person must look at")
    tasks.add_argument("--all", action="store_true", help="also what is done")
    tasks.add_argument("--json", action="store_true")
    done = add("task-done", _done, "say that a task is done")
    done.add_argument("number", type=int)
    done.add_argument("--note", default="", help="nothing personal")
    parked = _listing(list_parked, "case_id", "case_rev", "rev", "envelope_id", "terminal", "at")
    waits = add("parked", parked, "list envelopes that wait for one before them")
    waits.add_argument("--json", action="store_true")
    refused = _listing(list_refused, "reason", "terminal", "epoch", "seq", "envelope_id", "at")
    no = add("refused", refused, "list envelopes that were refused, with the reason")
    no.add_argument("--json", action="store_true")
    pairs = _listing(list_links, "case_id", "other_id", "at", "decision")
    links = add("links", pairs, "list pairs of cases of the same matter")
    links.add_argument("--json", action="store_true")
    link = add("link", _link, "say whether two linked cases are the same")
    link.add_argument("case")
    link.add_argument("other")
    link.add_argument("decision", choices=["same", "different"])
