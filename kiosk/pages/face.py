"""The camera looks at the face; one advice at a time, and declining stays possible."""

from collections.abc import Mapping

from core.ports import FaceVerdict, Frame
from core.session import events as ev
from core.session.states import CapturingFace
from kiosk.crumb import crumb_of
from kiosk.page import Context
from kiosk.widgets.two_parts import TwoPartPage
from ui.camera_view import CameraView, ChipText
from ui.components.action_bar import Action
from ui.components.info_band import InfoBand

_Tests = tuple[tuple[str, str], ...]

# Chip -> its checks, each with the last part of the word that is shown when it fails.
_LIGHT: _Tests = (
    ("light_enough", "more_light"),
    ("not_glaring", "too_bright"),
    ("contrast", "contrast"),
    ("even", "even_light"),
)
_STRAIGHT: _Tests = (("centre", "centre"), ("straight", "straight"), ("sharp", "hold_still"))
_DISTANCE: _Tests = (
    ("near_enough", "closer"),
    ("far_enough", "back"),
    ("whole", "whole"),
    ("fine_enough", "fine"),
)
_ARROWS = {"face.turn_left": "left", "face.turn_right": "right"}
_CHIPS = (("light", _LIGHT), ("straight", _STRAIGHT), ("distance", _DISTANCE))


class FacePage(TwoPartPage):
    """Board picture 06. The picture is taken by itself when every check has passed."""

    step = 3

    def __init__(self, context: Context) -> None:
        super().__init__(context, shares=(2, 3), upright=(0, 1), turned=True)
        theme, words = context.theme, context.words
        self._view = CameraView(theme, words)
        self.rest.addWidget(self._view)
        self._band = InfoBand(
            theme, "lock", words("capture_face.sent"), words("capture_face.kept"), kind="surface"
        )
        self.lead.addWidget(self._band)
        self._band.setVisible(theme.mode != "elder")
        self.lead.addStretch(1)
        begin = words("capture_face.begin")
        self._view.set_verdict(0.0, begin, (), words("capture_face.begin_line"))

    def show_state(self, state: CapturingFace) -> None:
        """Say what the picture is for."""
        words = self.context.words
        crumb = crumb_of(state.matter, self.context.setting())
        self.set_texts(words("capture_face.title"), crumb=crumb, hint=words("capture_face.hint"))

    def show_frame(self, frame: Frame, verdict: FaceVerdict | None) -> None:
        """Show a frame with what the gate says of it."""
        self._view.set_frame(frame)
        if verdict is None:
            return
        words = self.context.words
        advice = verdict.advice or ("face.good" if verdict.progress >= 1 else "face.keep")
        more = words(advice.replace("face.", "face.more.", 1))
        arrow = _ARROWS.get(advice, "")
        chips = self._chips(verdict)
        self._view.set_verdict(verdict.progress, words(advice), chips, more, arrow)
        if verdict.step != (0, 0):
            self._band.set_line(words("capture_face.label"))

    def offers(self) -> list[Action]:
        words = self.context.words
        return [
            Action("back", words("handling.back")),
            Action("decline", words("handling.decline_face"), icon="person"),
        ]

    def act(self, key: str) -> None:
        if key == "decline":
            at = self.context.now().isoformat(timespec="seconds")
            self.context.tell(ev.ConsentDeclined(at))
        else:
            self.context.tell(ev.BackTouched())

    def wipe(self) -> None:
        """No face stays on the screen."""
        self._view.forget()

    def _chips(self, verdict: FaceVerdict) -> list[ChipText]:
        if not verdict.checks.get("found", verdict.found > 0):
            return [(self.context.words("face.chip.none"), "sunken", "person")]
        at, of = verdict.step
        if of:
            words = self.context.words
            step = (words("face.chip.step", at=at, of=of), "lake", "person")
            return [self._chip(*_CHIPS[0], verdict.checks), step]
        return [self._chip(name, tests, verdict.checks) for name, tests in _CHIPS]

    def _chip(self, name: str, tests: _Tests, checks: Mapping[str, bool]) -> ChipText:
        words = self.context.words
        for check, word in tests:
            if not checks.get(check, True):
                icon = "arrows" if name == "distance" else "warning"
                return (words(f"face.chip.{name}.{word}"), "warn", icon)
        return (words(f"face.chip.{name}.ok"), "ok", "check")
