from tests.agent_desk.test_window import *
from tests.agent_desk.conftest import *
def test_dbg(window, room):
    def say(x): print(x, page_name(window), QApplication.focusWidget(), QApplication.activeWindow(), window.focusWidget())
    say(0)
    room.desk.driver.tell(ev.PackageChosen(UNEMPLOYMENT, ID))
    say(1)
    press(window, Qt.Key.Key_3, ALT)
    say(2)
    press(window, Qt.Key.Key_F2)
    say(3)
    press(window, Qt.Key.Key_F2)
    say(4)
    assert 0
