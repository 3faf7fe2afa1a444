"""How staff open the kiosk's panel of devices: a key sequence on a keyboard that they plug in."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from shiboken6 import isValid

from core.diagnosis import Diagnosis
from core.diagnosis_slip import Lexicon
from core.session.states import Idle
from kiosk.widgets.staff_panel import StaffPanel
from kiosk.window import KioskWindow
from ui.doctor import Doctor
from ui.theme import Theme

SEQUENCE = "Ctrl+Shift+F8, F8"  # docs/doctor.md says it


class StaffDoor(QObject):
    """Opens the panel while nobody is being served, and closes it as soon as somebody is."""

    def __init__(
        self,
        window: KioskWindow,
        doctor: Doctor,
        theme: Theme,
        words: Lexicon,
        report: Callable[[], str],
    ) -> None:
        """`report` writes the readiness report and says where, in words."""
        super().__init__(window)
        self._window, self._doctor = window, doctor
        self._theme, self._words = theme, words
        self._report = report
        self._panel: StaffPanel | None = None
        shortcut = QShortcut(QKeySequence(SEQUENCE), window)
        shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
        shortcut.activated.connect(self.open)
        window.driver.changed.connect(self._give_way)
        doctor.done.connect(self._show)
        doctor.failed.connect(self._not_examined)

    def panel(self) -> StaffPanel | None:
        """The panel while it is open."""
        panel = self._panel
        return panel if panel is not None and isValid(panel) and panel.isVisible() else None

    def open(self) -> None:
        """Show the panel, if the terminal is idle, and look."""
        if self.panel() is not None or not isinstance(self._window.driver.session.state, Idle):
            return
        panel = StaffPanel(self._theme, self._words, self._doctor.check, self._report, self._window)
        self._panel = panel
        if self._doctor.latest is not None:
            panel.show_diagnosis(self._doctor.latest)
        panel.show()
        panel.raise_()
        self._doctor.check()

    def _give_way(self) -> None:
        panel = self.panel()
        if panel is not None and not isinstance(self._window.driver.session.state, Idle):
            panel.leave()

    def _show(self, diagnosis: Diagnosis) -> None:
        panel = self.panel()
        if panel is not None:
            panel.show_diagnosis(diagnosis)

    def _not_examined(self, code: str) -> None:
        panel = self.panel()
        if panel is not None:
            panel.show_outcome(self._words(f"error.{code}.title"))
