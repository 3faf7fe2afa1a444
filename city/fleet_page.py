"""The operator's page of all terminals. Nothing of any person is on it."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from city.clock import stamp
from city.fleet import Standing
from city.fleet_rules import Condition

PAGES = Path(__file__).parent / "pages"
_GRAVE = frozenset({Condition.REVOKED, Condition.NEVER_HEARD, Condition.LATE, Condition.STUCK})
_UNITS = ("B", "kB", "MB", "GB", "TB")


class FleetPage:
    """Fills the template with words."""

    def __init__(self) -> None:
        words = tomllib.loads((PAGES / "words.toml").read_text(encoding="utf-8"))
        self._words: dict[str, Any] = words["fleet"]
        self._page: dict[str, Any] = words["page"]
        self._templates = Environment(
            loader=FileSystemLoader(PAGES),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def fill(self, standings: Sequence[Standing], moment: datetime) -> str:
        """The page as of a moment."""
        counted = Counter(found for one in standings for found in one.conditions)
        names = self._words["condition"]
        return self._templates.get_template("fleet.html").render(
            words=self._page,
            fleet=self._words,
            at=stamp(moment)[:16].replace("T", " "),
            total=len(standings),
            well=sum(not one.conditions for one in standings),
            counts=[(names[one], counted[one]) for one in Condition if counted[one]],
            rows=[self._row(one) for one in standings],
        )

    def _row(self, one: Standing) -> dict[str, Any]:
        nothing = self._words["nothing"]
        heard = one.heard_s is not None
        return {
            "terminal": one.terminal,
            "epoch": one.epoch,
            "place": one.place,
            "marks": [
                {"text": self._words["condition"][found], "grave": found in _GRAVE}
                for found in one.conditions
            ],
            "heard": self._span(one.heard_s),
            "waiting": one.waiting if heard else nothing,
            "oldest": self._span(one.oldest_s) if one.waiting else nothing,
            "quarantined": one.quarantined if heard else nothing,
            "disk": _size(one.disk_free) if one.disk_free is not None else nothing,
            "skew": self._skew(one.skew_s),
            "catalogue": one.catalogue if heard else nothing,
            "version": one.version or nothing,
            "code": one.last_code or nothing,
            "devices": [f"{device.kind} {device.code}" for device in one.devices if device.code],
        }

    def _span(self, seconds: int | None) -> str:
        if seconds is None:
            return str(self._words["nothing"])
        for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
            if seconds >= length:
                return str(self._words[unit]).format(seconds // length)
        return str(self._words["seconds"]).format(seconds)

    def _skew(self, seconds: int | None) -> str:
        if seconds is None:
            return str(self._words["nothing"])
        if abs(seconds) < 5:
            return str(self._words["right"])
        way = "ahead" if seconds > 0 else "behind"
        return str(self._words[way]).format(self._span(abs(seconds)))


def _size(octets: int) -> str:
    value = float(octets)
    for unit in _UNITS:
        if value < 1000 or unit == _UNITS[-1]:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError("unreachable")
