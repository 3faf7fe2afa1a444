"""A face net small enough to be written by hand: it stands in the place of SFace in the tests.

It reads 1 × 3 × 112 × 112 as SFace does and gives 147 numbers, the means of 16 × 16 blocks less
middle grey. It knows nothing of faces; the way through OpenCV is the real one.
"""

import hashlib
import struct

from devices.camera.face_models import FaceModel

SIDE, BLOCK = 112, 16


def _varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _octets(field: int, value: bytes | str) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | 2) + _varint(len(raw)) + raw


def _shape(name: str, dims: tuple[int, ...]) -> bytes:
    shape = b"".join(_octets(1, _number(1, dim)) for dim in dims)
    tensor = _number(1, 1) + _octets(2, shape)
    return _octets(1, name) + _octets(2, _octets(1, tensor))


def _node(kind: str, inputs: tuple[str, ...], output: str, attributes: bytes = b"") -> bytes:
    named = b"".join(_octets(1, name) for name in inputs)
    return named + _octets(2, output) + _octets(3, kind + output) + _octets(4, kind) + attributes


def _integers(name: str, values: tuple[int, ...]) -> bytes:
    listed = b"".join(_number(8, value) for value in values)
    return _octets(5, _octets(1, name) + listed + _number(20, 7))


def small_net() -> bytes:
    """The octets of the ONNX file."""
    blocks = (SIDE // BLOCK) ** 2 * 3
    pooling = _integers("kernel_shape", (BLOCK, BLOCK)) + _integers("strides", (BLOCK, BLOCK))
    grey = _number(1, 1) + _number(2, 1) + _octets(8, "grey") + _octets(9, struct.pack("<f", -128))
    graph = (
        _octets(1, _node("Add", ("data", "grey"), "lifted"))
        + _octets(1, _node("AveragePool", ("lifted",), "pooled", pooling))
        + _octets(1, _node("Flatten", ("pooled",), "fc1"))
        + _octets(2, "small")
        + _octets(5, grey)
        + _octets(11, _shape("data", (1, 3, SIDE, SIDE)))
        + _octets(12, _shape("fc1", (1, blocks)))
    )
    return _number(1, 6) + _octets(7, graph) + _octets(8, _octets(1, "") + _number(2, 11))


SMALL = FaceModel(
    "small",
    "small.onnx",
    hashlib.sha256(small_net()).hexdigest(),
    len(small_net()),
    "only for tests",
    "tests/devices/camera/small_net.py",
    "Apache-2.0",
)
