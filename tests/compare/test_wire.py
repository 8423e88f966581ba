"""The wire format: everything it can say comes back the same, and nothing else comes in."""

from __future__ import annotations

import base64
import json
import math
import time

import numpy as np
import pytest
from support import recording

from autograder.compare.wire import (
    MAX_DEPTH,
    MAX_ITEMS,
    PlainError,
    decode,
    encode,
)

ARRAYS = [
    np.arange(6, dtype=dtype).reshape(2, 3)
    for dtype in ("i1", "<i2", "<i4", "<i8", "u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8")
] + [
    np.array([True, False]),
    np.array(2.5),
    np.array([math.nan, math.inf, -math.inf]),
    np.zeros((0, 3), dtype="f4"),
    np.arange(6).reshape(2, 3).T,
    np.arange(4, dtype=">f8"),
]
VALUES = [
    None, True, False, 0, -7, 10**200, 0.1, -0.0, 1e300, "", "café ☕", [], (), {}, [1, 2.5, "a", None],
    (1, [2, (3,)]), {"loss": [0.5, 0.25], 3: {"deep": (True,)}},
]  # fmt: skip


def same(a: object, b: object) -> bool:
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and a.shape == b.shape and np.array_equal(a, b, equal_nan=True)
    return type(a) is type(b) and a == b


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_plain_values_come_back_the_same(value):
    wire = json.loads(json.dumps(encode(value), allow_nan=False))
    assert same(decode(wire), value)
    assert recording.payload("value", lambda: value)["value"] == wire


@pytest.mark.parametrize("array", ARRAYS, ids=lambda a: f"{a.dtype}{a.shape}")
def test_arrays_come_back_the_same_and_cannot_be_written_to(array):
    wire = json.loads(json.dumps(encode(array)))
    back = decode(wire)
    assert same(back, array)
    assert back.dtype == array.dtype.newbyteorder("<")
    assert not back.flags.writeable
    assert recording.payload("value", lambda: array)["value"] == wire


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_not_finite_have_a_form_of_their_own(number):
    wire = encode(number)
    assert set(wire) == {"float"}
    assert repr(decode(wire)) == repr(number)


def array(dtype: object = "<f4", shape: object = (2,), data: object = b"\0" * 8) -> dict:
    data = base64.b64encode(data).decode() if isinstance(data, bytes) else data
    return {
        "array": {"dtype": dtype, "shape": list(shape) if isinstance(shape, tuple) else shape, "data": data}
    }


def test_the_array_that_the_malformed_ones_vary_is_itself_right():
    assert same(decode(array()), np.zeros(2, "f4"))


@pytest.mark.parametrize(
    "wire",
    [
        [1, 2],
        {},
        {"list": [1], "tuple": [1]},
        {"set": [1]},
        {"list": {"0": 1}},
        {"tuple": "ab"},
        {"float": "NaN"},
        {"float": 1.5},
        {"float": ["nan"]},
        math.nan,
        math.inf,
        {"dict": {"a": 1}},
        {"dict": [["a"]]},
        {"dict": [["a", 1, 2]]},
        {"dict": [["a", 1], ["a", 2]]},
        {"dict": [[True, 1]]},
        {"dict": [[1.5, 1]]},
        {"dict": [[None, 1]]},
        {"dict": [[{"list": []}, 1]]},
        "\ud800",
        {"dict": [["\ud800", 1]]},
        "x" * 1_000_001,
        1 << 20_000,
        {"dict": [[1 << 20_000, 1]]},
        array(dtype="|O"),
        array(dtype="O"),
        array(dtype=">f4"),
        array(dtype="<U2"),
        array(dtype="<c8", data=b"\0" * 16),
        array(dtype="f4,f4"),
        array(dtype=["<f4"]),
        array(dtype="<f4\0"),
        array(shape=(3,)),
        array(shape=(-2,)),
        array(shape=(-1, -2)),
        array(shape=(2.0,)),
        array(shape=(True, 2)),
        array(shape=(10**30, 0), data=b""),
        array(shape=(2**25, 2**25, 2**25, 0), data=b"\0"),
        array(shape="2"),
        array(shape=2),
        array(shape=(1,) * 40, data=b"\0" * 4),
        array(data="AAAA*AAAAAAA="),
        array(data="AAAAAAAAAA"),
        array(data="é" * 12),
        array(data=[0] * 8),
        array(data=b"\0" * 7),
        array(dtype="|b1", shape=(3,), data=b"\0\2\1"),
        {"array": {"dtype": "<f4", "shape": [2]}},
        {"array": {**array()["array"], "more": 1}},
        {"array": []},
    ],
    ids=lambda wire: type(wire).__name__,
)
def test_whatever_is_not_plain_data_is_refused(wire):
    with pytest.raises(PlainError):
        decode(wire)


def nested(levels: int) -> object:
    wire: object = 1
    for _ in range(levels):
        wire = {"list": [wire]}
    return wire


def test_nesting_has_a_limit():
    assert decode(nested(MAX_DEPTH)) is not None
    with pytest.raises(PlainError, match="levels"):
        decode(nested(MAX_DEPTH + 1))
    with pytest.raises(PlainError, match="levels"):
        decode(nested(20_000))


def test_the_number_of_items_has_a_limit():
    with pytest.raises(PlainError, match="items"):
        decode({"list": [0] * MAX_ITEMS})


def test_arrays_together_have_a_limit():
    one = array(dtype="|u1", shape=(12 * 2**20,), data=bytes(12 * 2**20))
    assert len(decode({"list": [one, one]})) == 2
    with pytest.raises(PlainError, match="bytes"):
        decode({"list": [one, one, one]})


def test_an_impossible_shape_costs_no_time_and_no_memory():
    began = time.perf_counter()
    with pytest.raises(PlainError):
        decode(array(shape=(2**25,) * 16))
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    "value", [{1, 2}, object(), b"x", 1j, {1.5: 2}, np.array(["a"]), np.array([None]), lambda: 1]
)
def test_probes_must_be_plain_data(value):
    with pytest.raises(TypeError):
        encode(value)
