"""A draft that was found, the separate consent, and the face."""

from typing import Any

from PySide6.QtCore import Qt

from agent_desk.context import Context
from agent_desk.figures import age_words
from agent_desk.intake.panel import Panel, PanelAction
from core.ports import FaceVerdict, Frame
from core.session import events as ev
from core.session.states import ResumingDraft
from ui.camera_view import CameraView
from ui.components import Card, InfoBand, Paragraph, Text


class DraftPanel(Panel):
    """Shows ResumingDraft."""

    step = 4

    def show_state(self, state: ResumingDraft) -> None:
        words, theme = self.context.words, self.context.theme
        if self.body.count():
            return
        age = age_words(state.draft.updated_at, self.context.now(), words)
        pages = sum(len(each.pages) for each in state.draft.pages)
        line = words("desk.draft.line", age=age, count=len(state.draft.fields), pages=pages)
        self.add_title(words("desk.draft.title"), line)
        self.body.addWidget(Text(theme, words("desk.draft.note"), role="text_2", wrap=True))
        self.body.addStretch(1)

    def offers(self) -> list[PanelAction]:
        words = self.context.words
        return [
            self.back(),
            PanelAction("anew", words("desk.draft.anew"), "trash"),
            PanelAction("confirm", words("desk.draft.go_on"), "arrow_right", "primary"),
        ]

    def act(self, key: str) -> None:
        match key:
            case "back":
                self.context.tell(ev.BackTouched())
            case "anew":
                self.context.tell(ev.OtherWayTouched())
            case _:
                self.context.tell(ev.Confirmed(self.context.at()))


class ConsentPanel(Panel):
    """Shows AskingConsent: the principal decides, both ways are as easy."""

    step = 3

    def show_state(self, state: Any) -> None:
        words, theme = self.context.words, self.context.theme
        if self.body.count():
            return
        self.add_title(words("desk.consent.title"), words("desk.consent.line"))
        card = Card(theme, "lake", padding=theme.space("xl"))
        card.body.addWidget(Paragraph(theme, words("consent.face.text"), size="h2"))
        self.body.addWidget(card)
        band = InfoBand(theme, "info", words("desk.consent.read"), kind="surface")
        self.body.addWidget(band)
        self.body.addStretch(1)

    def offers(self) -> list[PanelAction]:
        words = self.context.words
        return [
            self.back(),
            PanelAction("decline", words("desk.consent.decline"), "person"),
            PanelAction("agree", words("desk.consent.agree"), "camera"),
        ]

    def act(self, key: str) -> None:
        match key:
            case "back":
                self.context.tell(ev.BackTouched())
            case "decline":
                self.context.tell(ev.ConsentDeclined(self.context.at()))
            case _:
                self.context.tell(ev.ConsentGiven(self.context.at()))


class FacePanel(Panel):
    """Shows CapturingFace; the picture is taken by itself when it is good."""

    step = 3

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.add_title(context.words("desk.face.title"), context.words("desk.face.line"))
        self._view = CameraView(context.theme, context.words)
        self.body.addWidget(self._view, 1)

    def show_state(self, state: Any) -> None:
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_frame(self, frame: Frame, verdict: FaceVerdict | None) -> None:
        self._view.set_frame(frame)
        if verdict is not None:
            key = verdict.advice or "desk.face.still"
            line = self.context.words("desk.face.label") if verdict.step != (0, 0) else ""
            self._view.set_verdict(verdict.progress, self.context.words(key), line=line)

    def offers(self) -> list[PanelAction]:
        decline = self.context.words("desk.consent.decline")
        return [self.back(), PanelAction("decline", decline, "person")]

    def act(self, key: str) -> None:
        back = key == "back"
        self.context.tell(ev.BackTouched() if back else ev.ConsentDeclined(self.context.at()))

    def wipe(self) -> None:
        self._view.forget()
