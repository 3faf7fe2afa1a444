"""The side navigation with the pages that exist, and names for what can be touched."""

from PySide6.QtWidgets import QPushButton

from core.ports import WordSource
from ui.components import NavItem, SideNav
from ui.components.side_nav import NavButton
from ui.theme import Theme

NAV = {"day": "list", "all": "folder", "outbox": "inbox", "devices": "settings"}


def make_nav(theme: Theme, words: WordSource) -> SideNav:
    """The navigation: `nav:KEY` for its pages, `action:lock` for the lock."""
    items = [
        NavItem(key, icon, words(f"desk.nav.{key}"), f"Alt+{place}")
        for place, (key, icon) in enumerate(NAV.items(), 1)
    ]
    nav = SideNav(
        theme, words("ui.name"), words("ui.desk_name"), items, lock_name=words("desk.nav.lock")
    )
    pages = nav.findChildren(NavButton)
    for key, button in zip(NAV, pages, strict=True):
        button.setObjectName(f"nav:{key}")
    for other in nav.findChildren(QPushButton):
        if not other.objectName():
            other.setObjectName("action:lock")
    return nav
