"""Plain data: what may cross from a notebook's kernel to the grader, and how it is written in JSON.

==================  =======================================================================
value               in JSON
==================  =======================================================================
None, bool, int     itself
str                 itself
finite float        a JSON number with a point or an exponent
NaN, infinities     ``{"float": "nan"}``, ``{"float": "inf"}``, ``{"float": "-inf"}``
list                ``{"list": [item, ...]}``
tuple               ``{"tuple": [item, ...]}``
dict                ``{"dict": [[key, value], ...]}``, keys int or str, each once
array (also 0-d)    ``{"array": {"dtype": "<f4", "shape": [2, 3], "data": base64}}``
==================  =======================================================================

An array's data are its elements in C order, little-endian; the number of bytes must be the number
of elements times the size of one. Its dtype is one of `DTYPES`. There is no pickle, no .npy, no
object: a decoded value consists of the types of the table and nothing else.

`decode` trusts nobody: whatever is not exactly so raises PlainError, and what it may cost is
bounded. `encode` writes the probes that the grader hands to a kernel.
"""

from __future__ import annotations

import base64
import binascii
import math
from typing import Any

import numpy as np

MAX_DEPTH = 36  # what the recorder allows, and the levels that it adds itself
MAX_ITEMS = 1_000_000
MAX_TEXT = 1_000_000
MAX_ARRAY_BYTES = 32 * 2**20
MAX_DIMENSIONS = 16
MAX_INT_BITS = 14_284  # 4,300 decimal digits, what Python reads back from text

#: Every dtype that an array may have, as NumPy writes it.
DTYPES = frozenset(["|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8"])


class PlainError(ValueError):
    """What came is not plain data. The message says what is wrong, in words for an instructor."""


def decode(wire: Any) -> Any:
    """The value that `wire` (JSON already parsed) stands for.

    Arrays come back as read-only np.ndarray of the dtype and shape written; everything else as
    None, bool, int, float, str, list, tuple and dict. Raises PlainError.
    """
    return _Decoder().decode(wire, 0)


def encode(value: Any) -> Any:
    """`value` in the wire format. Raises TypeError for what is not plain data."""
    if value is None or type(value) in (bool, int, str):
        return value
    if type(value) is float:
        return value if math.isfinite(value) else {"float": str(value)}
    if type(value) is list:
        return {"list": [encode(item) for item in value]}
    if type(value) is tuple:
        return {"tuple": [encode(item) for item in value]}
    if type(value) is dict:
        if not all(type(key) in (int, str) for key in value):
            raise TypeError("The keys of a dictionary must be int or str.")
        return {"dict": [[key, encode(item)] for key, item in value.items()]}
    if isinstance(value, np.generic):
        return encode(value.item())
    if isinstance(value, np.ndarray):
        return {"array": _encoded_array(value)}
    raise TypeError(f"A value of type {type(value).__name__} is not plain data.")


def _encoded_array(value: np.ndarray) -> dict[str, Any]:
    array = np.ascontiguousarray(value.astype(value.dtype.newbyteorder("<"), copy=False))
    if array.dtype.str not in DTYPES:
        raise TypeError(f"An array of {value.dtype} is not plain data.")
    data = base64.b64encode(array.tobytes()).decode("ascii")
    # ascontiguousarray makes a 0-d array 1-d: the shape is the original's.
    return {"dtype": array.dtype.str, "shape": list(value.shape), "data": data}


class _Decoder:
    """Decodes one record and counts what it costs."""

    def __init__(self) -> None:
        self.items = 0
        self.bytes = 0

    def decode(self, wire: Any, depth: int) -> Any:
        self.items += 1
        if self.items > MAX_ITEMS:
            raise PlainError(f"more than {MAX_ITEMS:,} items")
        if depth > MAX_DEPTH:
            raise PlainError(f"nested more than {MAX_DEPTH} levels deep")
        if wire is None or type(wire) in (bool, int, float, str):
            return _scalar(wire)
        if type(wire) is not dict or len(wire) != 1:
            raise PlainError("neither a plain value nor an object with exactly one tag")
        ((tag, content),) = wire.items()
        if tag == "float":
            return _special_number(content)
        if tag == "array":
            return self._array(content)
        if tag not in ("list", "tuple", "dict"):
            raise PlainError("an unknown tag")
        return self._container(tag, content, depth)

    def _container(self, tag: str, content: Any, depth: int) -> list | tuple | dict:
        if type(content) is not list:
            raise PlainError(f"a {tag} whose content is not a list")
        if tag == "dict":
            return self._dict(content, depth)
        items = [self.decode(item, depth + 1) for item in content]
        return items if tag == "list" else tuple(items)

    def _dict(self, content: list, depth: int) -> dict:
        result = {}
        for pair in content:
            if type(pair) is not list or len(pair) != 2:
                raise PlainError("a dictionary whose entries are not pairs")
            key, item = pair
            if type(key) is str:
                _text(key)
            elif type(key) is not int or key.bit_length() > MAX_INT_BITS:
                raise PlainError("a dictionary with a key that is neither a whole number nor text")
            if key in result:
                raise PlainError("a dictionary with the same key twice")
            result[key] = self.decode(item, depth + 1)
        return result

    def _array(self, content: Any) -> np.ndarray:
        if type(content) is not dict or set(content) != {"dtype", "shape", "data"}:
            raise PlainError("an array without exactly dtype, shape and data")
        dtype, shape, data = content["dtype"], content["shape"], content["data"]
        if type(dtype) is not str or dtype not in DTYPES:
            raise PlainError("an array of a type that is not allowed")
        if type(shape) is not list or len(shape) > MAX_DIMENSIONS:
            raise PlainError("an array with a shape that is not a list, or with too many dimensions")
        if not all(type(n) is int and 0 <= n <= MAX_ARRAY_BYTES for n in shape):
            raise PlainError("an array with an impossible shape")
        if type(data) is not str or len(data) > MAX_ARRAY_BYTES * 4 // 3 + 4:
            raise PlainError("an array that is too large, or whose data are not text")
        try:
            raw = base64.b64decode(data, validate=True)
        except (binascii.Error, ValueError):
            raise PlainError("an array whose data are not base64") from None
        self.bytes += len(raw)
        if self.bytes > MAX_ARRAY_BYTES:
            raise PlainError(f"arrays of more than {MAX_ARRAY_BYTES:,} bytes")
        if math.prod(shape) * np.dtype(dtype).itemsize != len(raw):
            raise PlainError("an array whose shape does not fit the size of its data")
        if dtype == "|b1" and raw.strip(b"\x00\x01"):
            raise PlainError("an array of booleans with other values than true and false")
        return np.frombuffer(raw, dtype=dtype).reshape(shape)


def _scalar(value: bool | int | float | str | None) -> bool | int | float | str | None:
    if type(value) is int and value.bit_length() > MAX_INT_BITS:
        raise PlainError("an integer of more than 4,300 digits")
    if type(value) is float and not math.isfinite(value):
        raise PlainError("a number that is not finite, written as a plain number")
    return _text(value) if type(value) is str else value


def _special_number(content: Any) -> float:
    if type(content) is not str or content not in ("nan", "inf", "-inf"):
        raise PlainError("an unknown special number")
    return float(content)


def _text(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise PlainError(f"a text of more than {MAX_TEXT:,} characters")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise PlainError("a text with half a character (a lone surrogate)") from None
    return text
