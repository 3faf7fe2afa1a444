"""How the server's sockets are set."""

import socket
from contextlib import closing

from city.server import listen, url_of


def test_an_answer_does_not_wait_for_the_acknowledgement_of_its_head() -> None:
    with closing(listen("127.0.0.1", 0)) as bound:
        with socket.create_connection(bound.getsockname()[:2]):
            taken, _ = bound.accept()
            with taken:
                assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert url_of(bound).startswith("http://127.0.0.1:")
