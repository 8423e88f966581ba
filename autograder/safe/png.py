"""PNG pictures out of a student's notebook: checked and rebuilt without a decoder for pixels."""

from __future__ import annotations

import base64
import binascii
import struct
import zlib
from dataclasses import dataclass

MAX_BYTES = 2_000_000
MAX_SIDE = 8_000
MAX_PIXELS = 16_000_000

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
# Everything else (text, colour profiles, what somebody appended) is dropped.
_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")


def safe_png(text: str | None) -> str | None:
    """`text` (base64) as the base64 of a PNG that holds pixels and nothing else, or None where it is not one.

    The file is rebuilt from its critical chunks, so bytes appended or hidden in other chunks vanish. The
    pixel data must inflate to exactly the size that the header announces. Interlaced pictures are refused.
    """
    if not isinstance(text, str) or len(text) > 2 * MAX_BYTES:
        return None
    try:
        data = base64.b64decode("".join(text.split()).encode("ascii"), validate=True)
    except (ValueError, binascii.Error):
        return None
    if len(data) > MAX_BYTES or not data.startswith(_SIGNATURE):
        return None
    chunks = _chunks(data)
    if not chunks or not _complete(chunks):
        return None
    rebuilt = _SIGNATURE + b"".join(_chunk(kind, body) for kind, body in chunks)
    return base64.b64encode(rebuilt).decode("ascii")


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """The kept chunks up to IEND, in order; [] where the file breaks off or a checksum is wrong."""
    found = []
    at = len(_SIGNATURE)
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + length]
        checksum = data[at + 8 + length : at + 12 + length]
        if len(body) != length or checksum != struct.pack(">I", zlib.crc32(kind + body)):
            return []
        if kind in _KEPT:
            found.append((kind, body))
        if kind == b"IEND":
            return found
        at += 12 + length
    return []


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _complete(chunks: list[tuple[bytes, bytes]]) -> bool:
    """Whether the chunks make one picture of a sane size whose pixel data is all there."""
    kinds = [kind for kind, _ in chunks]
    if kinds[0] != b"IHDR" or kinds.count(b"IHDR") != 1 or len(chunks[0][1]) != 13 or chunks[-1][1]:
        return False
    width, height, depth, colour, compression, filtering, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and width * height <= MAX_PIXELS):
        return False
    if depth not in _DEPTHS.get(colour, ()) or compression or filtering or interlaced:
        return False
    if (colour == 3) != (b"PLTE" in kinds) or any(kinds.count(k) > 1 for k in (b"PLTE", b"tRNS")):
        return False
    expected = height * (1 + (width * depth * _CHANNELS[colour] + 7) // 8)
    return _inflated_size(b"".join(body for kind, body in chunks if kind == b"IDAT"), expected) == expected


def _inflated_size(data: bytes, at_most: int) -> int:
    """Bytes that a zlib stream inflates to, a piece at a time; -1 where it is damaged or longer."""
    inflater = zlib.decompressobj()
    size = 0
    try:
        while not inflater.eof:
            piece = inflater.decompress(data, 1 << 18)
            size += len(piece)
            data = inflater.unconsumed_tail
            if size > at_most or (not piece and not data):
                return -1
    except zlib.error:
        return -1
    return size if inflater.eof and not inflater.unused_data else -1


@dataclass(frozen=True)
class Picture:
    """A figure to show beside an exercise: PNG bytes, base64 encoded, and its alt text."""

    png_base64: str
    alt: str
