"""The commands that tell terminals something: notice, message, result, revoke, restored."""

import argparse

from city.cases import tell_of_case
from city.changes import News, renew_feed
from city.command_line import AddCommand, Misuse, open_for
from city.keys import read_keys
from city.revocations import RevocationRefused, RevocationShelf
from city.states import CITY_ONLY, CaseState
from core.exchange import ChangeKind
from core.revocations import RevokedKind


def _tell(arguments: argparse.Namespace, news: News) -> None:
    faults = news.faults()
    if faults:
        raise Misuse("; ".join(faults))
    state = CaseState(arguments.state) if getattr(arguments, "state", None) else None
    seq = tell_of_case(open_for(arguments), arguments.case, news, state)
    print(f"{news.kind.value} is change {seq}")


def _notice(arguments: argparse.Namespace) -> None:
    kind = ChangeKind.NOTICE
    _tell(arguments, News(kind, arguments.title, arguments.line, until=arguments.until))


def _message(arguments: argparse.Namespace) -> None:
    _tell(arguments, News(ChangeKind.MESSAGE, arguments.title, arguments.line))


def _result(arguments: argparse.Namespace) -> None:
    kind = ChangeKind.RESULT
    _tell(arguments, News(kind, arguments.title, arguments.line, ref=arguments.ref))


def _revoke(arguments: argparse.Namespace) -> None:
    shelf = RevocationShelf(open_for(arguments), read_keys(arguments.data))
    kind = RevokedKind(arguments.kind)
    if len(arguments.reason) > 200:
        raise Misuse("a reason has at most 200 characters")
    try:
        if arguments.undo:
            sequence = shelf.take_back(kind, arguments.name)
        else:
            sequence = shelf.revoke(kind, arguments.name, arguments.reason)
    except RevocationRefused as refused:
        raise Misuse(str(refused)) from refused
    print(f"revocation list {sequence} is out")


def _restored(arguments: argparse.Namespace) -> None:
    name = open_for(arguments).write(renew_feed)
    print(f"the feed is {name}: every terminal reads it from the first change again")


def add_feed_commands(add: AddCommand) -> None:
    """All commands of this module."""
    notice = add("notice", _notice, "tell a case's terminal what is missing or decided")
    notice.add_argument("case", help="id, receipt number or official number")
    notice.add_argument("--title", required=True)
    notice.add_argument("--line", action="append", default=[], help="again for each line")
    notice.add_argument("--until", default="", help="the last day to answer, YYYY-MM-DD")
    states = [one.value for one in CaseState if one not in CITY_ONLY]
    notice.add_argument("--state", choices=states, help="move the case on with it")
    message = add("message", _message, "tell a case's terminal a clerk's word")
    message.add_argument("case")
    message.add_argument("--title", default="")
    message.add_argument("--line", action="append", required=True, help="again for each line")
    result = add("result", _result, "say that a result is there, and how to collect it")
    result.add_argument("case")
    result.add_argument("--title", default="")
    result.add_argument("--ref", required=True, help="the number of the result")
    result.add_argument("--line", action="append", default=[], help="again for each line")
    revoke = add("revoke", _revoke, "revoke a terminal, an agent's account or a licence")
    revoke.add_argument("kind", choices=[one.value for one in RevokedKind])
    revoke.add_argument("name", help="CODE/EPOCH, an account, or a licence's identifier")
    revoke.add_argument("--reason", default="", help="goes to terminals: nothing personal")
    revoke.add_argument("--undo", action="store_true", help="take it back")
    add("restored", _restored, "after a restore: let every terminal read the feed anew")
