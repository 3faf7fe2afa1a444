"""The citizen's 24-hour terminal."""
