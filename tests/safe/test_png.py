"""Pictures are rebuilt from their pixels, and other things are none."""

from __future__ import annotations

import base64
import io
import struct
import zlib

import pytest
from support.page_samples import png

from autograder.safe.png import safe_png


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def picture(
    width: int = 2,
    height: int = 2,
    depth: int = 8,
    colour: int = 2,
    interlace: int = 0,
    rows: bytes = b"",
    extra: bytes = b"",
) -> str:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    rows = rows or bytes(height * (1 + 3 * width))
    data = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + extra
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return base64.b64encode(data).decode()


def test_pictures_are_rebuilt_from_pixels() -> None:
    plain = picture()
    assert safe_png(plain) == plain
    assert safe_png(plain[:20] + "\n" + plain[20:] + "\n") == plain
    appended = base64.b64encode(base64.b64decode(plain) + b"<script>PK\x03\x04").decode()
    assert safe_png(appended) == plain
    assert safe_png(picture(extra=chunk(b"tEXt", b"Comment\0<script>") + chunk(b"iCCP", b"x"))) == plain


def test_plots_of_matplotlib_pass_and_open() -> None:
    from PIL import Image

    with Image.open(io.BytesIO(base64.b64decode(safe_png(png()) or ""))) as image:
        image.load()
        assert image.size == (500, 300)
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        buffer = io.BytesIO()
        Image.new(mode, (13, 7)).save(buffer, "PNG")
        assert safe_png(base64.b64encode(buffer.getvalue()).decode()), mode


@pytest.mark.parametrize(
    "bad",
    [
        None,
        "",
        "not base64!",
        "ü",
        base64.b64encode(b"GIF89a").decode(),
        base64.b64encode(b"\x89PNG\r\n\x1a\n").decode(),
        base64.b64encode(base64.b64decode(picture())[:-3]).decode(),
        base64.b64encode(base64.b64decode(picture()).replace(b"IDAT", b"IDAX")).decode(),
        picture(width=0),
        picture(width=9, rows=bytes(14)),
        picture(width=60_000, height=60_000, rows=bytes(99)),
        picture(rows=bytes(10**7)),
        picture(rows=b"x"),
        picture(interlace=1),
        picture(depth=3),
        picture(colour=3),
        picture(colour=5),
        picture(extra=struct.pack(">I", 2**31) + b"tEXt"),
        "A" * 10**7,
    ],
)
def test_other_things_are_no_pictures(bad: str | None) -> None:
    assert safe_png(bad) is None
