"""Bytes to text, with nothing stripped, repaired or normalised.

UTF-8 comes first, then byte order marks and the look of UTF-16; what remains goes
to charset-normalizer, restricted to the encodings in which European news is found.
"""

from __future__ import annotations

import codecs
import logging
import re

from kg.errors import InputError

logger = logging.getLogger(__name__)

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LEGACY = ["cp1252", "mac_roman", "iso8859_15"]
SAMPLE = 65_536
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BINARY = (b"%PDF-", b"\x89PNG", b"PK\x03\x04", b"\x1f\x8b", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"\xd0\xcf\x11\xe0")


def decode(data: bytes, source: str) -> str:
    """Return the text of a file.

    Raises
    ------
    InputError
        If the bytes are not text, or in no encoding that can be told.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strict(data, encoding, source)
    if not looks_binary(data):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return _mended(data, source) or _guessed(data, source)
    encoding = _utf16(data)
    if not encoding:
        raise InputError("is binary, not text; convert it to text, HTML or JSON Lines", source)
    return _strict(data, encoding, source)


def looks_binary(data: bytes) -> bool:
    """Tell whether the first bytes hold what no text in an 8-bit encoding holds."""
    sample = data[:SAMPLE]
    if sample.startswith(_BINARY) or b"\x00" in sample:
        return True
    return len(_CONTROL.findall(sample)) > len(sample) // 100


def _utf16(data: bytes) -> str:
    """Name the byte order of text that is mostly Latin letters in UTF-16, else ''."""
    sample = data[:SAMPLE]
    if sample.startswith(_BINARY) or len(data) % 2:
        return ""
    half = max(1, len(sample) // 2)
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = sample[offset::2].count(0), sample[1 - offset :: 2].count(0)
        if zeros > 0.7 * half and others < 0.02 * half:
            return encoding
    return ""


def _strict(data: bytes, encoding: str, source: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(f"is not the {encoding} that it starts as (byte {error.start}); convert it", source) from error


def _mended(data: bytes, source: str) -> str:
    """Text in UTF-8 of which few bytes are broken, as where a file was cut off or joined; else ''."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    if 2 * broken >= sum(not char.isascii() for char in text):
        return ""
    logger.warning("%s: has bytes that are not UTF-8; read as U+FFFD (%d times)", source, broken)
    return text


def _guessed(data: bytes, source: str) -> str:
    from charset_normalizer import from_bytes  # only for the rare file that is not UTF-8

    best = from_bytes(data[:SAMPLE], cp_isolation=LEGACY).best()
    # Of encodings that give the same text the most frequent on the web is named.
    fitting = [encoding for encoding in LEGACY if best and encoding in best.could_be_from_charset]
    for encoding in fitting + LEGACY:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        logger.warning("%s: is not UTF-8; read as %s", source, encoding)
        return text
    raise InputError("is in no encoding that can be told; convert it to UTF-8", source)
