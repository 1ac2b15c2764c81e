"""Tables that a phone shows row by row: each figure then says itself what its column said."""

import re
from collections.abc import Iterator

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

OPENED = re.compile(r"<(tr|td|th)\b([^>]*)>")
HEADER = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
SPAN = re.compile(r'colspan="(\d+)"')
SAID_ALREADY = "visually-hidden"


@register.filter
def labelled(rows: str, head: str) -> SafeString:
    """`{{ slot|labelled:head }}`: the rows of a table, each cell with the words of its column as `data-th`.

    A column whose header only a screen reader hears gives no label. Both texts come from
    templates, so they are escaped already.
    """
    labels = list(_labels(head))
    place = 0

    def with_label(found: re.Match[str]) -> str:
        nonlocal place
        name, attributes = found.groups()
        if name == "tr":
            place = 0
            return found[0]
        label = labels[place] if place < len(labels) else ""
        span = SPAN.search(attributes)
        place += int(span[1]) if span else 1
        return f'<{name} data-th="{label}"{attributes}>' if label else found[0]

    return mark_safe(OPENED.sub(with_label, rows))  # noqa: S308 - what a template has escaped


def _labels(head: str) -> Iterator[str]:
    for words in HEADER.findall(head):
        yield "" if SAID_ALREADY in words else re.sub(r"<[^>]*>", "", words).strip().replace('"', "&quot;")
