"""devices.toml: what a terminal has. Every mistake in it is told with its line.

    [[card]]
    driver = "pcsc"

    [[printer]]
    driver = "escpos_network"
    host = "192.0.2.7"

A kind may be named several times. A kind that is not named is not there. The driver `auto` looks
for the machine when the terminal starts (card, cameras, printer).
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from core.errors import Code, RigError
from devices.driver_book import DriverBook
from devices.finding import FINDABLE
from devices.machine_driver import Kind, Machine

FILE_NAME = "devices.toml"
AUTO = "auto"
_PLACE = re.compile(r"`\$\.([A-Za-z0-9_-]+)")  # in a message of msgspec


@dataclass(frozen=True)
class Wanted:
    """One table of the file: a machine with its driver, or `machine` None where it is to be found
    (`driver = "auto"`)."""

    kind: Kind
    machine: Machine | None


def load_devices(path: Path, book: DriverBook) -> tuple[Wanted, ...]:
    """Read the file. Raises RigError(DEVICES_FILE_WRONG) with file, line and mistake."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RigError(Code.DEVICES_FILE_WRONG, f"{path.name}: {type(error).__name__}") from error
    return parse_devices(text, book, path.name)


def parse_devices(text: str, book: DriverBook, name: str = FILE_NAME) -> tuple[Wanted, ...]:
    """The machines that a text names, in its order. Raises RigError as `load_devices`."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RigError(Code.DEVICES_FILE_WRONG, f"{name}: {error}") from None
    return tuple(
        _wanted(_Spot(text, name, (key,)), key, table, index, book)
        for key, value in tables.items()
        for index, table in enumerate(_tables(_Spot(text, name, (key,)), key, value))
    )


@dataclass(frozen=True)
class _Spot:
    """A place in the text, by the keys and indices that lead to it."""

    text: str
    name: str
    keys: tuple[str | int, ...]

    def at(self, *keys: str | int) -> "_Spot":
        return _Spot(self.text, self.name, (*self.keys, *keys))

    def refuse(self, mistake: str) -> NoReturn:
        line = line_of(self.text, self.keys)
        raise RigError(Code.DEVICES_FILE_WRONG, f"{self.name} line {line}: {mistake}")


def line_of(text: str, keys: Sequence[str | int]) -> int:
    """The line (from 1) on which the statement begins that brings this place into the text: the
    first line after the longest beginning of the text that is whole without it."""
    lines = re.split(r"(?<=\n)", text)  # not splitlines: TOML's lines end with a line feed only
    whole = 0
    for count in range(1, len(lines) + 1):
        try:
            part = tomllib.loads("".join(lines[:count]))
        except tomllib.TOMLDecodeError:
            continue
        if _has(part, keys):
            break
        whole = count
    return whole + 1


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint at the known word that was probably meant, and else at all of them."""
    choices = sorted(known)
    close = get_close_matches(word.lower(), choices, n=1, cutoff=0.5)
    if close:
        return f"; did you mean `{close[0]}`?"
    return f"; known are {', '.join(choices)}" if choices else ""


def _has(part: Any, keys: Sequence[str | int]) -> bool:
    for key in keys:
        if isinstance(key, int):
            if not isinstance(part, list) or key >= len(part):
                return False
        elif not isinstance(part, dict) or key not in part:
            return False
        part = part[key]
    return True


def _tables(spot: _Spot, key: str, value: object) -> list[dict[str, object]]:
    known = [kind.value for kind in Kind]
    if key not in known:
        spot.refuse(f"unknown machine `{key}`{nearest(key, known)}")
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        spot.refuse(f"write [[{key}]] with its settings below")
    return value


def _wanted(
    spot: _Spot, key: str, table: dict[str, object], index: int, book: DriverBook
) -> Wanted:
    kind = Kind(key)
    here = spot.at(index)
    settings = dict(table)
    name = settings.pop("driver", None)
    if not isinstance(name, str):
        place = here.at("driver") if "driver" in table else here
        place.refuse(f"[[{key}]] needs `driver`, one of {', '.join(book.names(kind))}")
    if name == AUTO and kind in FINDABLE:
        for extra in settings:
            here.at(extra).refuse(f'`{extra}` has no place beside driver = "{AUTO}"')
        return Wanted(kind, None)
    driver = book.find(kind, name)
    if driver is None:
        near = nearest(name, book.names(kind))
        here.at("driver").refuse(f"no driver `{name}` for `{key}`{near}")
    fields = [field.encode_name for field in msgspec.structs.fields(driver.settings)]
    for extra in settings:
        if extra not in fields:
            here.at(extra).refuse(f"unknown key `{extra}`{nearest(extra, [*fields, 'driver'])}")
    try:
        return Wanted(kind, Machine(driver, msgspec.convert(settings, driver.settings)))
    except msgspec.ValidationError as error:
        found = _PLACE.search(str(error))
        (here.at(found.group(1)) if found else here).refuse(str(error))
