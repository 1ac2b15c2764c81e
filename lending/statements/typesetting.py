"""Turning a document's data into PDF with Typst: the same data and instant give the same bytes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

TEMPLATES = Path(__file__).parent / "templates"
# Archivable with its data attached, and readable by a screen reader; Typst refuses what does not conform.
STANDARDS: list[Literal["a-3a", "ua-1"]] = ["a-3a", "ua-1"]


@dataclass(frozen=True)
class Attachment:
    """The document's data for machines, carried inside the PDF."""

    name: str
    mime_type: str
    description: str
    text: str


def typeset(
    template: str,
    data: Mapping[str, Any],
    *,
    attachment: Attachment,
    issued_at: datetime,
    others: Sequence[Attachment] = (),
) -> bytes:
    """The PDF of a template filled with data.

    Data go in as JSON, so markup in a name is text. Only the fonts inside Typst are used, so every machine draws the
    same page.

    :param others: what it carries besides its own data.
    :param issued_at: aware instant; it is the PDF's creation date, and the only date in it that is not in the data.
    """
    inputs = {
        "data": json.dumps(data, ensure_ascii=False),
        "attachments": json.dumps([one.__dict__ for one in (attachment, *others)], ensure_ascii=False),
    }
    pdf = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        format="pdf",
        pdf_standards=[*STANDARDS],
        timestamp=int(issued_at.timestamp()),
    )
    assert isinstance(pdf, bytes)
    return pdf


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)
