"""What the floors above read and never write: catalogue, words, theme, sounds, pictures."""

from pathlib import Path

_HERE = Path(__file__).parent


def path(*parts: str) -> Path:
    """The place of a resource, for example path("theme", "tokens.toml")."""
    return _HERE.joinpath(*parts)
