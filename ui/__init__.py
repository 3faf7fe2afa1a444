"""What faces people: theme, components, keyboards, cameras' pictures, lanes."""

from ui.constant_guard import keep_constants

keep_constants()
