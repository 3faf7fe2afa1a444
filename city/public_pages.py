"""Pages for a citizen's phone: how a case stands, and what a package asks for. Nothing personal."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi import Path as PathField
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlalchemy import Row
from starlette.responses import HTMLResponse

from city.cases import CaseUnknown, find_by_id, history_of
from city.catalogue import CatalogueShelf
from city.clock import BEIJING
from city.platform import City
from core.catalogue import Catalogue, Package

PAGES = Path(__file__).parent / "pages"
_Name = Annotated[str, PathField(max_length=64)]


class PageMaker:
    """Fills the templates with words."""

    def __init__(self) -> None:
        self._words: dict[str, Any] = tomllib.loads(
            (PAGES / "words.toml").read_text(encoding="utf-8")
        )
        self._templates = Environment(
            loader=FileSystemLoader(PAGES),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def progress(self, case: Row[Any], history: list[Row[Any]]) -> str:
        """How a case stands: numbers, states with times, and what comes next."""
        states = self._words["state"]
        return self._fill(
            "progress.html",
            receipt_no=case.receipt_no,
            official_no=case.official_no,
            state=states[case.state],
            steps=[
                {
                    "title": states[row.state]["title"],
                    "at": self._moment(row.at),
                    "note": row.note,
                }
                for row in reversed(history)
            ],
        )

    def notice(self, catalogue: Catalogue, package: Package) -> str:
        """What a package asks for, by the newest catalogue."""
        return self._fill(
            "notice.html",
            package=package,
            materials=[one for one in package.materials if one.kind == "document"],
            version=catalogue.version,
            mark=self._words["mark"][package.source.mark.value],
        )

    def absent(self, kind: str) -> str:
        """A page that says what is not here, and what to do: `case` or `package`."""
        return self._fill("absent.html", absent=self._words["absent"][kind])

    def _moment(self, at: str) -> str:
        moment = datetime.fromisoformat(at).astimezone(BEIJING)
        gaps = (moment.year, moment.month, moment.day, f"{moment:%H:%M}")
        return str(self._words["page"]["time"]).format(*gaps)

    def _fill(self, name: str, **gaps: object) -> str:
        return self._templates.get_template(name).render(words=self._words["page"], **gaps)


def _find_package(shelf: CatalogueShelf, code: str) -> tuple[Catalogue, Package] | None:
    catalogue = shelf.read_newest()
    if catalogue is None:
        return None
    try:
        return catalogue, catalogue.package(code)
    except KeyError:
        return None


def add_page_routes(router: APIRouter, city: City) -> None:
    """All routes of this module for one city."""
    maker = PageMaker()
    html = {"content": {"text/html": {"schema": {"type": "string"}}}}

    @router.get(
        "/c/{case_id}",
        summary="How a case stands, for a phone",
        response_class=HTMLResponse,
        responses={200: {"description": "a page", **html}, 404: {"description": "none", **html}},
    )
    def progress(case_id: _Name) -> HTMLResponse:
        try:
            case = find_by_id(city.store, case_id)
        except CaseUnknown:
            return HTMLResponse(maker.absent("case"), 404)
        return HTMLResponse(maker.progress(case, history_of(city.store, case.id)))

    @router.get(
        "/n/{package}",
        summary="What a package asks for, for a phone",
        response_class=HTMLResponse,
        responses={200: {"description": "a page", **html}, 404: {"description": "none", **html}},
    )
    def notice(package: _Name) -> HTMLResponse:
        found = _find_package(city.catalogue, package)
        if found is None:
            return HTMLResponse(maker.absent("package"), 404)
        return HTMLResponse(maker.notice(*found))
