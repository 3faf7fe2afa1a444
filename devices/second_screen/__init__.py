"""The citizen's display at a desk, as devices.toml names it; the room shows it."""
