"""The city's revocation list: signed, growing, told in the feed, and refused at the gate."""

import msgspec

from core.exchange import ChangeKind
from core.revocations import RevocationList, RevokedKind, SignedRevocations, licence_name
from core.sealing import verify
from tests.city.conftest import Enrol
from tests.city.field_terminal import FieldTerminal
from tests.city_process import CityProcess


def _list(terminal: FieldTerminal) -> RevocationList:
    answer = terminal.ask("GET", "/v1/revocations")
    signed = msgspec.json.decode(answer.content, type=SignedRevocations)
    assert verify(terminal.me.catalogue_public_key, signed.signature, signed.revocations)
    return msgspec.json.decode(signed.revocations, type=RevocationList)


def test_a_revocation_is_signed_told_to_all_and_not_modified_until_the_next(
    city: CityProcess, enrol: Enrol
) -> None:
    one, other = enrol(city), enrol(city)
    city.cli("revoke", "licence", "T-LICENCE-7", "--reason", "测试")
    first = _list(one)
    assert (RevokedKind.LICENCE, licence_name("T-LICENCE-7")) in {
        (entry.kind, entry.name) for entry in first.entries
    }
    for terminal in (one, other):
        newest = terminal.changes().changes[-1]
        assert (newest.kind, newest.ref) == (ChangeKind.REVOCATION, str(first.sequence))
        assert newest.subject == ""
    tag = one.ask("GET", "/v1/revocations").headers["etag"]
    headers = {"If-None-Match": tag}
    assert one.ask("GET", "/v1/revocations", headers=headers).status_code == 304
    city.cli("revoke", "licence", "T-LICENCE-7", "--undo")
    assert one.ask("GET", "/v1/revocations", headers=headers).status_code == 200
    second = _list(one)
    assert second.sequence == first.sequence + 1
    assert licence_name("T-LICENCE-7") not in {entry.name for entry in second.entries}


def test_a_revoked_terminal_may_not_speak_until_it_is_taken_back(
    city: CityProcess, enrol: Enrol
) -> None:
    terminal, other = enrol(city), enrol(city)
    name = f"{terminal.me.terminal}/{terminal.me.epoch}"
    city.cli("revoke", "terminal", name)
    refused = terminal.post_batch([terminal.case().item])
    assert (refused.status_code, refused.json()["code"]) == (403, "NET-607")
    assert name in {entry.name for entry in _list(other).entries}
    city.cli("revoke", "terminal", name, "--undo")
    assert terminal.post_batch([terminal.case().item]).status_code == 200


def test_what_cannot_be_revoked_is_said_in_one_line(city: CityProcess) -> None:
    for kind, name in (("terminal", "CD9999"), ("terminal", "CD9999/1"), ("agent", " ")):
        refused = city.cli("revoke", kind, name, check=False)
        assert (refused.returncode, refused.stderr.count(b"\n")) == (1, 1)
