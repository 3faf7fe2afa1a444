"""Commands to a card and what their status words mean (ISO/IEC 7816-4)."""

from typing import Protocol

from core.errors import CardError, Code

# A card that never stops announcing more is not read for ever; 64 times 256 bytes is far more
# than any answer here has.
_MOST_CONTINUATIONS = 64
_SHORT_READ = 5  # header and Le: only there is the last octet a length
# VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER: three wrong PINs lock a card for good.
_PIN_COMMANDS = frozenset({0x20, 0x21, 0x24, 0x25, 0x2C, 0x2D})


class Connection(Protocol):
    """One powered card."""

    def transmit(self, command: bytes) -> bytes:
        """Send one command and give the bare answer, data and status word. Raises CardError."""
        ...


def send(connection: Connection, command: bytes) -> bytes:
    """Send a short command (header, data, Le) and give the data of its answer.

    Handles 61xx (more to fetch) and 6Cxx (ask again with this length), which T=0 readers hand
    through. Raises CardError for any other status word than 9000.
    """
    answer = _exchange(connection, command)
    if answer[-2] == 0x6C and len(command) == _SHORT_READ:
        answer = _exchange(connection, command[:-1] + answer[-1:])
    data = answer[:-2]
    for _ in range(_MOST_CONTINUATIONS):
        if answer[-2] != 0x61:
            break
        answer = _exchange(connection, bytes((0x00, 0xC0, 0x00, 0x00, answer[-1])))
        data += answer[:-2]
    status = int.from_bytes(answer[-2:], "big")
    if status != 0x9000:
        raise CardError(code_of_status(status), f"status word {status:04X}")
    return data


def code_of_status(status: int) -> Code:
    """Which failure a status word is. 64xx, 65xx and 6Fxx are trouble inside the card, which
    placing it again may mend; all others mean that the card does not know the command."""
    if status >> 8 in (0x64, 0x65, 0x6F):
        return Code.CARD_MUTE
    return Code.CARD_UNKNOWN


def _exchange(connection: Connection, command: bytes) -> bytes:
    if command[0] != 0xFF and command[1] in _PIN_COMMANDS:
        raise ValueError("a PIN is never tried")
    answer = connection.transmit(command)
    if len(answer) < 2:
        # A card that is pulled during a command leaves an empty answer and a result of success.
        raise CardError(Code.CARD_PULLED, "answer without status word")
    return answer
