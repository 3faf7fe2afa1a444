"""A tape: everything that a process did to a folder, in its order, with its octets."""

from dataclasses import dataclass, field

ROOT = 0


@dataclass(frozen=True, slots=True)
class Write:
    """Octets into a file, not durable before its next Sync."""

    node: int
    offset: int
    octets: bytes


@dataclass(frozen=True, slots=True)
class Resize:
    """A file cut, or grown with zeros."""

    node: int
    size: int


@dataclass(frozen=True, slots=True)
class Names:
    """Entries of one folder that change at once (a rename is two); None takes a name away."""

    node: int
    entries: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Sync:
    """fsync or fdatasync of a file or a folder: what it holds is durable now."""

    node: int


@dataclass(frozen=True, slots=True)
class Said:
    """A line that the process wrote on its standard output: a promise to somebody."""

    text: str


Op = Write | Resize | Names | Sync | Said


@dataclass(slots=True)
class Tape:
    """`names` and `contents` are the folders and files before the first operation, all durable.
    Node 0 is the folder itself; a node in `names` is a folder, every other one a file."""

    ops: list[Op] = field(default_factory=list)
    names: dict[int, dict[str, int]] = field(default_factory=lambda: {ROOT: {}})
    contents: dict[int, bytes] = field(default_factory=dict)
