"""HTTP message signatures (RFC 9421) in the one profile that terminals and the city speak.

    Content-Digest: sha-256=:…:                                    where there is a body (RFC 9530)
    Signature-Input: onestop=("@method" "@path" "@query" "content-digest");created=1764000000
        ;nonce="…";keyid="CD0128/1";alg="ed25519"
    Signature: onestop=:…:

One signature, labelled `onestop`. `@method` and `@path` are always covered, `@query` where the
target has one, `content-digest` where there is a body. `keyid` is the terminal's code, a slash and
its epoch; `alg` is `ed25519` (RFC 9421 section 3.3.6) or the private name `sm2-sm3`. All four
parameters are there, in any order, and no others. `@authority` is not covered, because a reverse
proxy may change it.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.sealing import SealBroken, sign, signature_algorithm, verify

LABEL = "onestop"
EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()
_ALWAYS = frozenset({"@method", "@path"})
_KNOWN = _ALWAYS | {"@query", "content-digest"}
_STRINGS = {"nonce", "keyid", "alg"}
_VALUE = r'-?[0-9]{1,15}|"[\x20\x21\x23-\x5b\x5d-\x7e]*"'
_INPUT = re.compile(
    rf'{LABEL}=(\(("[a-z@-]+"(?: "[a-z@-]+")*)\)((?:;[a-z]+=(?:{_VALUE}))*))', re.ASCII
)
_PARAMETER = re.compile(rf";([a-z]+)=({_VALUE})")
_SIGNATURE = re.compile(rf"{LABEL}=:([A-Za-z0-9+/]+=*):")
_KEY_ID = re.compile(r"([A-Za-z0-9-]{1,32})/([0-9]{1,4})")
_NONCE = re.compile(r"[\x21-\x7e]{8,64}")
_DIGEST = re.compile(r"(?:^|[ ,])sha-256=:([A-Za-z0-9+/]{43}=):(?=$|[ ,;])")


class SignatureUnreadable(Exception):
    """A signature field is missing or outside the profile."""


@dataclass(frozen=True, slots=True)
class MessageSignature:
    """What the two signature fields of a request say, unchecked. `created` is in Unix seconds by
    the terminal's clock; `parameters` is the member of Signature-Input as it was sent."""

    terminal: str
    epoch: int
    created: int
    nonce: str
    algorithm: str
    components: tuple[str, ...]
    parameters: str
    signature: bytes


def content_digest(body: bytes) -> str:
    """The Content-Digest field of a body as sent (RFC 9530, SHA-256)."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def digest_field(sha256: str) -> str:
    """The Content-Digest field of a body of which only the SHA-256 is known, as hex."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"


def sha256_in(field: str) -> str | None:
    """The SHA-256 in a Content-Digest field as hex, or None where it has none that can be read."""
    found = _DIGEST.search(field)
    return base64.b64decode(found[1]).hex() if found else None


def signature_base(values: Mapping[str, str], parameters: str) -> bytes:
    """The octets that are signed (RFC 9421 section 2.5): component values in their order, and the
    signature parameters last."""
    lines = [f'"{name}": {value}' for name, value in values.items()]
    return "\n".join([*lines, f'"@signature-params": {parameters}']).encode()


def sign_request(
    private_key: bytes,
    method: str,
    target: str,
    body: bytes,
    *,
    terminal: str,
    epoch: int,
    created: int,
    nonce: str,
    digest: str = "",
) -> dict[str, str]:
    """The fields to add to a request. `target` is the path with its query, as sent; `body` the
    octets as sent, after compression; of a body that is streamed only its Content-Digest is given,
    as `digest`. Raises SealBroken for a key that is none."""
    digest = digest or (content_digest(body) if body else "")
    values = _values(method, target, digest)
    names = " ".join(f'"{name}"' for name in values)
    parameters = (
        f'({names});created={created};nonce="{nonce}";keyid="{terminal}/{epoch}"'
        f';alg="{signature_algorithm(private_key)}"'
    )
    signature = base64.b64encode(sign(private_key, signature_base(values, parameters))).decode()
    fields = {
        "Signature-Input": f"{LABEL}={parameters}",
        "Signature": f"{LABEL}=:{signature}:",
    }
    return {"Content-Digest": digest, **fields} if digest else fields


def read_signature(signature_input: str, signature: str) -> MessageSignature:
    """Read the two fields. Raises SignatureUnreadable."""
    member = _INPUT.fullmatch(signature_input.strip())
    octets = _SIGNATURE.fullmatch(signature.strip())
    if member is None or octets is None:
        raise SignatureUnreadable
    components = tuple(member[2].replace('"', "").split(" "))
    if len(set(components)) < len(components) or not _ALWAYS <= set(components) <= _KNOWN:
        raise SignatureUnreadable
    found = _PARAMETER.findall(member[3])
    parameters = dict(found)
    if len(found) != 4 or parameters.keys() != {"created", "nonce", "keyid", "alg"}:
        raise SignatureUnreadable
    if {name for name in parameters if parameters[name].startswith('"')} != _STRINGS:
        raise SignatureUnreadable
    return _read(parameters, components, member[1], octets[1])


def covers(
    signature: MessageSignature, public_key: bytes, method: str, target: str, content_digest: str
) -> bool:
    """Whether this key signed this request. `content_digest` is the field as sent, empty where
    there is none; that it is the body's digest must be checked besides. Never by time."""
    try:
        if signature.algorithm != signature_algorithm(public_key):
            return False
    except SealBroken:
        return False
    values = _values(method, target, content_digest)
    if not values.keys() <= set(signature.components):
        return False
    values.setdefault("@query", "?")  # RFC 9421 section 2.2.7
    if not set(signature.components) <= values.keys():
        return False
    chosen = {name: values[name] for name in signature.components}
    return verify(public_key, signature.signature, signature_base(chosen, signature.parameters))


def _values(method: str, target: str, digest: str) -> dict[str, str]:
    """What of a request is to be covered, in the order in which we write it."""
    path, mark, query = target.partition("?")
    values = {"@method": method.upper(), "@path": path}
    if mark:
        values["@query"] = f"?{query}"
    if digest:
        values["content-digest"] = digest.strip()
    return values


def _read(
    parameters: Mapping[str, str], components: tuple[str, ...], text: str, octets: str
) -> MessageSignature:
    created = parameters["created"]
    key = _KEY_ID.fullmatch(parameters["keyid"].strip('"'))
    nonce = parameters["nonce"].strip('"')
    if key is None or not _NONCE.fullmatch(nonce):
        raise SignatureUnreadable
    try:
        signature = base64.b64decode(octets, validate=True)
    except ValueError as error:
        raise SignatureUnreadable from error
    if base64.b64encode(signature).decode() != octets:  # spare bits that say nothing
        raise SignatureUnreadable
    return MessageSignature(
        terminal=key[1],
        epoch=int(key[2]),
        created=int(created),
        nonce=nonce,
        algorithm=parameters["alg"].strip('"'),
        components=components,
        parameters=text,
        signature=signature,
    )
