"""A scanner that types is told from a person, and every key ends up in exactly one place."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wedge import LONGEST, NOTHING, Held, Key, Then, WedgeRule, is_over, press

PLAIN = WedgeRule()
FRAMED = WedgeRule(prefix="~~", suffix="#")
ENTER = Key(is_end=True)
ARROW = Key()
FAST, SLOW = 8.0, 120.0


@dataclass
class Desk:
    """Plays keys and keeps what became of them: what a field would hold, and the scans."""

    rule: WedgeRule
    held: Held = NOTHING
    now: float = 0.0
    typed: str = ""
    scans: list[str] = field(default_factory=list)

    def key(self, key: Key, after_ms: float) -> None:
        self.now += after_ms
        if self.held.text and is_over(self.held, self.now, self.rule):  # the timer of the window
            self.give_back()
        waiting = self.held.text
        verdict = press(self.held, key, self.now, self.rule)
        if verdict.before is Then.GIVE_BACK:
            self.typed += waiting
        if verdict.before is Then.SCANNED:
            self.scans.append(verdict.text)
        elif not verdict.holds:
            self.typed += "\n" if key.is_end else key.text
        self.held = verdict.held

    def text(self, text: str, after_ms: float, end: bool = True) -> None:
        for letter in text:
            self.key(Key(letter), after_ms)
        if end:
            self.key(ENTER, after_ms)

    def give_back(self) -> None:
        self.typed += self.held.text
        self.held = NOTHING

    def rest(self) -> "Desk":
        self.give_back()
        return self


def test_what_is_typed_at_a_scanners_pace_and_ends_is_a_scan() -> None:
    desk = Desk(PLAIN)
    desk.text("CD0128-261126-100037-K", FAST)
    assert (desk.scans, desk.rest().typed) == (["CD0128-261126-100037-K"], "")


def test_what_a_person_types_is_never_a_scan() -> None:
    desk = Desk(PLAIN)
    desk.text("430702199001010011", SLOW)
    assert (desk.scans, desk.rest().typed) == ([], "430702199001010011\n")


def test_a_scan_between_typed_letters_takes_none_of_them() -> None:
    desk = Desk(PLAIN)
    desk.text("abc", SLOW, end=False)
    desk.now += SLOW
    desk.text("CD0128-261126", FAST)
    desk.text("de", SLOW, end=False)
    assert (desk.scans, desk.rest().typed) == (["CD0128-261126"], "abcde")


def test_a_fast_run_without_an_end_is_given_back() -> None:
    """As a key that is held down, or a program that fills a field."""
    desk = Desk(PLAIN)
    desk.text("430702199001010011", FAST, end=False)
    assert (desk.scans, desk.rest().typed) == ([], "430702199001010011")


def test_a_short_run_with_enter_is_given_back() -> None:
    desk = Desk(PLAIN)
    desk.text("12345", FAST)
    assert (desk.scans, desk.rest().typed) == ([], "12345\n")


def test_with_a_prefix_nobody_else_waits() -> None:
    desk = Desk(FRAMED)
    desk.key(Key("4"), FAST)
    assert (desk.typed, desk.held.text) == ("4", "")


def test_prefix_and_suffix_are_taken_off() -> None:
    desk = Desk(FRAMED)
    desk.text("~~CD0128-26#", FAST)
    assert (desk.scans, desk.rest().typed) == (["CD0128-26"], "")


@pytest.mark.parametrize("text", ["~CD0128-26#", "CD0128-26#", "~~CD0128-26", "~~1#"])
def test_a_frame_that_is_not_whole_is_no_scan(text: str) -> None:
    desk = Desk(FRAMED)
    desk.text(text, FAST)
    assert (desk.scans, desk.rest().typed) == ([], text + "\n")


def test_a_suffix_can_end_a_scan_by_itself() -> None:
    desk = Desk(WedgeRule(suffix="$$", ends_with_enter=False))
    desk.text("CD0128-26$$x", FAST, end=False)
    assert (desk.scans, desk.rest().typed) == (["CD0128-26"], "x")


def test_a_scan_that_could_not_end_is_refused_as_a_rule() -> None:
    with pytest.raises(ValueError, match="must end"):
        WedgeRule(ends_with_enter=False)


def test_an_arrow_or_a_shortcut_ends_what_was_held() -> None:
    desk = Desk(PLAIN)
    desk.text("CD0128", FAST, end=False)
    desk.key(ARROW, FAST)
    desk.text("-26", FAST)
    assert (desk.scans, desk.rest().typed) == ([], "CD0128-26\n")


def test_a_flood_is_given_back_and_not_kept() -> None:
    desk = Desk(PLAIN)
    desk.text("x" * (2 * LONGEST), FAST, end=False)
    assert len(desk.held.text) <= LONGEST
    assert len(desk.rest().typed) == 2 * LONGEST


RULES = st.sampled_from(
    [PLAIN, FRAMED, WedgeRule(prefix="a"), WedgeRule(suffix="b", ends_with_enter=False, least=2)]
)
KEYS = st.one_of(st.sampled_from(list("ab~#1测")).map(Key), st.just(ENTER), st.just(ARROW))


@given(RULES, st.lists(st.tuples(KEYS, st.sampled_from([1.0, 34.0, 36.0, 500.0, -5.0]))))
def test_every_key_is_typed_in_order_or_scanned_and_never_both(
    rule: WedgeRule, keys: list[tuple[Key, float]]
) -> None:
    desk = Desk(rule)
    pressed = ""
    for key, after in keys:
        desk.key(key, after)
        pressed += "\n" if key.is_end else key.text
    left = desk.rest().typed
    for scan in desk.scans:
        end = "\n" if rule.ends_with_enter else ""
        whole = f"{rule.prefix}{scan}{rule.suffix}{end}"
        assert whole in pressed
        place = pressed.index(whole)
        # What stands before it was typed before it; then the scan itself is taken out.
        while not left.startswith(pressed[:place]):
            place = pressed.index(whole, place + 1)
        left = left[place:]
        pressed = pressed[place + len(whole) :]
    assert left == pressed


@given(RULES, st.lists(KEYS.filter(lambda key: not key.is_end), max_size=30))
def test_slow_keys_are_all_typed(rule: WedgeRule, keys: list[Key]) -> None:
    desk = Desk(rule)
    for key in keys:
        desk.key(key, SLOW)
    assert desk.rest().typed == "".join(key.text for key in keys)
    assert desk.scans == []
