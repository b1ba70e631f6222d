"""What an SMS or a push says: the title and where it leads; the letter's own words stay with it, for another way."""

from __future__ import annotations

from typing import Any

from crm.core import gsm
from crm.notifications.rendering import Rendered, link

MOST_SEGMENTS, LONGEST, LONGEST_PATH = 3, 2000, 300


def words(channel: str, rendered: Rendered) -> dict[str, Any]:
    """The columns of an outbox row that only these channels have."""
    if channel == "sms":
        text = _sms(rendered)
        return {"short": text, "segments": gsm.measure(text).segments}
    if channel == "push":
        path = rendered.path if rendered.path and len(rendered.path) <= LONGEST_PATH else None
        return {"short": rendered.body[:LONGEST], "path": path}
    return {}


def _sms(rendered: Rendered) -> str:
    """At most three segments: the title gives way, never the address."""
    url = f"\n{link(rendered.path)}" if rendered.path else ""
    title = rendered.title
    while gsm.measure(title + url).segments > MOST_SEGMENTS and len(title) > 20:
        title = f"{title[: len(title) - 12].rstrip(' .…')}..."
    return (title + url)[:LONGEST]
