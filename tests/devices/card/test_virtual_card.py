"""The virtual card on the wire, against a plain listener in the place of the reader's driver."""

import socket
import struct
from collections.abc import Iterator

import pytest

from core.errors import CardError, Code
from devices.card.layout import decode_blob, encode_blob
from devices.card.pages import PAGE_COUNT, page_command, read_blob
from devices.card.training_cards import training_card
from devices.card.virtual_card import OrderedFault, VirtualCard, atr_of
from tests.rigs import DEADLINE_SECONDS, inserted

CARD = training_card("zhangsan")


class Slot:
    """The driver's end of one connection."""

    def __init__(self, link: socket.socket) -> None:
        self.link = link
        link.settimeout(DEADLINE_SECONDS)

    def say(self, message: bytes) -> None:
        self.link.sendall(struct.pack(">H", len(message)) + message)

    def hear(self) -> bytes:
        head = self.link.recv(2, socket.MSG_WAITALL)
        return self.link.recv(int.from_bytes(head, "big"), socket.MSG_WAITALL) if head else b""

    def transmit(self, command: bytes) -> bytes:
        self.say(command)
        return self.hear()


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(DEADLINE_SECONDS)
        yield server


def port_of(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port


def slot_of(listener: socket.socket) -> Slot:
    return Slot(listener.accept()[0])


def test_a_card_gives_its_answer_to_reset_and_all_pages(listener: socket.socket) -> None:
    with inserted(port_of(listener), CARD):
        slot = slot_of(listener)
        for control in (b"\x00", b"\x01", b"\x02"):
            slot.say(control)
        slot.say(b"\x04")
        assert slot.hear() == bytes.fromhex("3B8A8001 0000000000000000 9000 9B")
        assert decode_blob(read_blob(slot)) == CARD
        slot.link.close()


def test_the_answer_to_reset_ends_with_a_check_character() -> None:
    # 3B 80 80 01 01 is the shortest T=1 answer of ISO/IEC 14443-4 cards.
    assert atr_of(b"") == bytes.fromhex("3B80800101")


def test_a_strange_card_answers_the_reset_and_knows_no_command(listener: socket.socket) -> None:
    with inserted(port_of(listener), None):
        slot = slot_of(listener)
        assert slot.transmit(b"\x04") == bytes.fromhex("3B80800101")
        assert slot.transmit(page_command(0)) == b"\x6e\x00"
        slot.link.close()


@pytest.mark.parametrize("at", range(1, PAGE_COUNT + 1))
def test_a_card_is_pulled_at_the_ordered_command(listener: socket.socket, at: int) -> None:
    with inserted(port_of(listener), CARD, OrderedFault(pull_at_apdu=at)):
        slot = slot_of(listener)
        blob = encode_blob(CARD)
        for page in range(at - 1):
            assert slot.transmit(page_command(page))[:-2] == blob[page * 256 : page * 256 + 256]
        with pytest.raises(CardError) as caught:
            read_blob(slot)
        assert caught.value.code is Code.CARD_PULLED
        slot.link.close()


def test_a_mute_card_is_silent_and_still_there_afterwards(listener: socket.socket) -> None:
    with inserted(port_of(listener), CARD, OrderedFault(mute_at_apdu=2, mute_seconds=0.01)):
        slot = slot_of(listener)
        assert slot.transmit(page_command(0))[-2:] == b"\x90\x00"
        slot.say(page_command(1))
        with pytest.raises(ConnectionResetError):
            slot.hear()
        slot.link.close()
        again = slot_of(listener)
        assert decode_blob(read_blob(again)) == CARD
        again.link.close()


def test_a_mute_card_that_is_pulled_stays_out(listener: socket.socket) -> None:
    with inserted(port_of(listener), CARD, OrderedFault(mute_at_apdu=1, mute_seconds=600)) as card:
        slot = slot_of(listener)
        slot.say(page_command(0))
        card.pull()
        assert slot.hear() == b""
        slot.link.close()


def test_a_mute_card_pulled_while_it_comes_back_stays_out(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = OrderedFault(mute_at_apdu=1, mute_seconds=0.01)
    card = VirtualCard("127.0.0.1", port_of(listener), CARD, fault)
    card.insert()
    slot = slot_of(listener)
    connect = socket.create_connection

    def connect_and_pull(address: tuple[str, int], patience: float) -> socket.socket:
        link = connect(address, patience)
        card.pull()
        return link

    monkeypatch.setattr(socket, "create_connection", connect_and_pull)
    slot.say(page_command(0))
    card.serve()
    again = slot_of(listener)
    assert again.hear() == b""
    slot.link.close()
    again.link.close()


def test_a_command_that_comes_in_pieces_is_understood(listener: socket.socket) -> None:
    with inserted(port_of(listener), CARD):
        slot = slot_of(listener)
        for octet in struct.pack(">H", 5) + page_command(5):
            slot.link.sendall(bytes((octet,)))
        assert slot.hear() == encode_blob(CARD)[-4:] + b"\x90\x00"
        slot.link.close()


def test_a_card_may_be_inserted_again_and_pulled_twice(listener: socket.socket) -> None:
    card = VirtualCard("127.0.0.1", port_of(listener), CARD)
    card.pull()
    for _ in range(2):
        card.insert()
        slot = slot_of(listener)
        slot.link.close()
        card.serve()
        card.pull()


def test_a_card_without_a_reader_says_so(listener: socket.socket) -> None:
    port = port_of(listener)
    listener.close()
    with pytest.raises(OSError, match="refused"):
        VirtualCard("127.0.0.1", port, CARD).insert()
