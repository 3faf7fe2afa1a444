"""What faces people: theme, components, keyboards, cameras' pictures, lanes."""

from ui.none_guard import keep_none

keep_none()
