"""The citizen's session: states, events, effects and the pure step between them."""
