"""Reading a PDF back: its text where poppler is installed, its attachments and properties from its bytes."""

import re
import shutil
import subprocess
import zlib

import pytest

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")


def text_of(pdf: bytes) -> str:
    """The text as laid out on the page, one space for any run of them."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"[^\S\n]+", " ", done.stdout.decode())


def streams_of(pdf: bytes) -> list[bytes]:
    """Every stream of the file, inflated; what an attachment holds is one of them."""
    found = []
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            # Where the checksum ends in the byte of a line end it is cut off with it; the content is whole.
            found.append(zlib.decompressobj().decompress(packed))
        except zlib.error:
            found.append(packed)
    return found


def conforms_to(pdf: bytes) -> set[str]:
    """The standards that the file's metadata claims; Typst refuses to write one that it does not meet."""
    metadata = next(stream for stream in streams_of(pdf) if b"<x:xmpmeta" in stream)
    claimed = set()
    if b"pdfaid:part>3<" in metadata and b"pdfaid:conformance>A<" in metadata:
        claimed.add("PDF/A-3a")
    if b"pdfuaid:part>1<" in metadata:
        claimed.add("PDF/UA-1")
    return claimed
