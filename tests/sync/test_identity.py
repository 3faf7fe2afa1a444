"""Enrolment: the key is made here, kept before it is shown, and a lost answer can come again."""

import base64
from pathlib import Path

import pytest

from core.errors import Code, DiskError, LinkError
from sync.client import CityClient
from sync.identity import enrol, load_identity, save_identity
from tests.sync import parts
from tests.sync.toy_city import Answer, ToyCity


@pytest.fixture
def client(city: ToyCity) -> CityClient:
    return CityClient(city.url + "/", None, parts.SetClock())


def test_a_code_makes_a_terminal(tmp_path: Path, city: ToyCity, client: CityClient) -> None:
    assert load_identity(tmp_path) is None
    identity = enrol(client, "CODE", tmp_path)
    assert load_identity(tmp_path) == identity
    assert (identity.terminal.code, identity.terminal.epoch) == ("CD0128", 1)
    assert (identity.city_url, identity.seal_public_key) == (city.url, city.keys.seal[1])
    assert {path.name for path in tmp_path.iterdir()} == {"identity.json", "secrets.json"}
    for path in tmp_path.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
    told = base64.b64encode(identity.private_key)
    assert told not in (tmp_path / "identity.json").read_bytes()
    assert told in (tmp_path / "secrets.json").read_bytes()
    assert CityClient(city.url, identity, parts.SetClock()).missing_blobs().blobs == []


def test_a_lost_answer_is_asked_for_again_with_the_same_key(
    tmp_path: Path, city: ToyCity, client: CityClient
) -> None:
    city.script["POST /v1/enrolments"] = [Answer(fault="gone")]
    with pytest.raises(LinkError) as caught:
        enrol(client, "CODE", tmp_path)
    assert caught.value.code is Code.CITY_UNREACHABLE
    first_key = city.terminal_key
    enrol(client, "CODE", tmp_path)
    assert city.terminal_key == first_key


def test_a_wrong_code_is_refused_and_nothing_changes(
    tmp_path: Path, city: ToyCity, client: CityClient
) -> None:
    with pytest.raises(LinkError) as caught:
        enrol(client, "GUESS", tmp_path)
    assert caught.value.code is Code.CITY_REFUSES_TERMINAL
    assert load_identity(tmp_path) is None


def test_an_identity_that_cannot_be_read_is_a_disk_fault_and_is_not_told(tmp_path: Path) -> None:
    for name, octets in (
        ("secrets.json", b'{"signing": {"a": 7}, "tls": "c2VjcmV0"}'),
        ("secrets.json", b"{}"),
        ("identity.json", b'{"terminal": 7}'),
    ):
        save_identity(tmp_path, parts.enrolled(tmp_path, parts.CityKeys()))
        (tmp_path / name).write_bytes(octets)
        with pytest.raises(DiskError) as caught:
            load_identity(tmp_path)
        assert caught.value.code is Code.DISK_FAULT
        assert "c2VjcmV0" not in str(caught.value)
        (tmp_path / name).unlink()


def test_an_identity_shows_no_key_when_printed(tmp_path: Path) -> None:
    identity = parts.enrolled(tmp_path, parts.CityKeys())
    save_identity(tmp_path, identity)
    assert repr(identity.private_key) not in repr(identity)
