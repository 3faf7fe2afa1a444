"""The reader profile that gives a card in pages: FF B0 and a page number.

Seen with one family of PC/SC identity-card readers; other readers speak other protocols. The
blob of 1284 bytes comes as five pages of 256 bytes and one of 4.
"""

from devices.card.apdu import Connection, send
from devices.card.layout import BLOB_LENGTH

PAGE_LENGTH = 256
PAGE_COUNT = -(-BLOB_LENGTH // PAGE_LENGTH)


def page_command(page: int) -> bytes:
    """The command that asks for a page; Le 00 asks for 256 bytes or what is there."""
    return bytes((0xFF, 0xB0, page, 0x00, 0x00))


def read_blob(connection: Connection) -> bytes:
    """Read all pages. Raises CardError; whether the bytes are a card is for the layout to say."""
    return b"".join(send(connection, page_command(page)) for page in range(PAGE_COUNT))


def page_answer(blob: bytes, command: bytes) -> bytes:
    """What a card with this blob answers to a command: the page and 9000, or 6D00, or 6B00."""
    if len(command) != 5 or command[:2] != b"\xff\xb0":
        return b"\x6d\x00"
    start = command[2] * PAGE_LENGTH
    if start >= len(blob):
        return b"\x6b\x00"
    return blob[start : start + PAGE_LENGTH] + b"\x90\x00"
