"""The command that shows operators how all terminals are."""

import argparse
import json
import time

import msgspec

from city.command_line import AddCommand, open_for
from city.fleet import Standing, read_fleet, read_hours


def _fleet(arguments: argparse.Namespace) -> None:
    store = open_for(arguments)
    if arguments.hours:
        for hour in read_hours(store, arguments.hours):
            print(json.dumps(hour, ensure_ascii=False))
        return
    standings = read_fleet(store, int(time.time()))
    if arguments.json:
        print(json.dumps(msgspec.to_builtins(standings), ensure_ascii=False, indent=1))
        return
    for one in standings:
        print(_line(one))
    well = sum(not one.conditions for one in standings)
    print(f"{len(standings)} terminals, {well} well")


def _line(one: Standing) -> str:
    found = ",".join(one.conditions) or "well"
    if one.heard_s is None:
        return f"{one.terminal}/{one.epoch}  {found}"
    facts = (
        f"heard {one.heard_s} s ago",
        f"waiting {one.waiting}, oldest {one.oldest_s} s",
        f"quarantined {one.quarantined}",
        f"free {(one.disk_free or 0) // 1_000_000} MB",
        f"clock {one.skew_s:+d} s",
        f"catalogue {one.catalogue}",
        f"version {one.version}",
    )
    return f"{one.terminal}/{one.epoch}  {found}  " + "; ".join(facts)


def add_fleet_commands(add: AddCommand) -> None:
    """All commands of this module."""
    fleet = add("fleet", _fleet, "list all terminals, those in trouble first")
    fleet.add_argument("--json", action="store_true")
    fleet.add_argument("--hours", metavar="TERMINAL", help="one terminal's last two weeks by hour")
