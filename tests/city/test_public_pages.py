"""Pages for a phone: how a case stands, without anything of the person."""

import re
import tomllib

import httpx

from city.clock import now
from city.fleet_page import FleetPage
from city.public_pages import PAGES, PageMaker
from city.states import CaseState
from resources import path as resource
from tests.city.field_terminal import ADDRESS, NAME, NUMBER, FieldTerminal
from tests.city_process import CityProcess


def _page(city: CityProcess, path: str) -> httpx.Response:
    answer = httpx.get(city.url + path, trust_env=False)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    return answer


def test_the_page_says_how_a_case_stands_and_nothing_of_the_person(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    case = terminal.case(b"page")
    number = terminal.send_one(case).official_no
    page = _page(city, f"/c/{case.case}")
    assert page.status_code == 200
    assert number in page.text
    assert "已收件" in page.text
    assert "已受理" not in page.text
    for canary in (NAME, NUMBER, ADDRESS, "13800000000", "药店"):
        assert canary not in page.text


def test_the_page_follows_the_case(city: CityProcess, terminal: FieldTerminal) -> None:
    case = terminal.case()
    terminal.send(case)
    city.cli("state", case.case, "accepted", "--note", "<b>测试</b>")
    text = _page(city, f"/c/{case.case}").text
    assert text.index("已受理") < text.index("材料已收齐") < text.index("已收件")
    assert "&lt;b&gt;测试&lt;/b&gt;" in text
    assert re.search(r"\d{4} 年 \d+ 月 \d+ 日 \d\d:\d\d", text)


def test_a_case_that_is_still_in_its_terminal_has_a_page_that_says_so(city: CityProcess) -> None:
    page = _page(city, "/c/01939b5e-0000-7000-8000-000000000000")
    assert page.status_code == 404
    assert "联网后自动送到" in page.text


def test_a_case_cannot_be_found_by_its_number(city: CityProcess, terminal: FieldTerminal) -> None:
    number = terminal.send_one(terminal.case()).official_no
    assert _page(city, f"/c/{number}").status_code == 404


def test_the_notice_names_the_materials_and_how_sure_they_are(city: CityProcess) -> None:
    page = _page(city, "/n/CD-YJS-0001")
    assert page.status_code == 200
    assert "我要开药店" in page.text
    assert "built-in" not in page.text, "a template said a method instead of a word"
    assert "不是官方清单" in page.text
    assert _page(city, "/n/CD-YJS-9999").status_code == 404


def test_every_state_has_words() -> None:
    states = tomllib.loads((PAGES / "words.toml").read_text())["state"]
    assert set(states) == {state.value for state in CaseState}
    for words in states.values():
        assert set(words) == {"title", "next"}
    assert "受理" not in states["received"]["title"]


def test_the_pages_use_the_colours_of_the_theme() -> None:
    tokens = tomllib.loads(resource("theme", "tokens.toml").read_text())["color"]
    page = PageMaker().absent("case")
    light, dark = (dict(found) for found in _colours(page))
    assert light == {name: tokens["light"][name] for name in light}
    assert dark == {name: tokens["dark"][name] for name in dark}
    assert set(light) == set(dark)
    (fleet,) = (dict(found) for found in _colours(FleetPage().fill([], now())))
    assert fleet == {name: tokens["light"][name] for name in fleet}


def _colours(page: str) -> list[list[tuple[str, str]]]:
    blocks = re.findall(r":root \{(.*?)\}", page, re.DOTALL)
    return [re.findall(r"--(\w+): (#[0-9A-F]{6});", block) for block in blocks]
