"""What takes the place of channels that a mode of work keeps silent, so that nobody is left with the bell alone. Pure.

What the mode allows of the channels in question goes. When nothing of it leads anywhere, the mode's own channels do it
instead; when those lead nowhere either, what the mode kept silent comes after all, and at last an e-mail. A mode
without channels is the wish for the bell alone, and is left alone. Preferences come before all of this.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from crm.notifications import rules

BELL, LAST = "bell", "email"


class Against(NamedTuple):
    """What speaks against one channel, whatever the mode; `is_locked`: the office lets nobody switch it off."""

    preference: str | None
    other: str | None
    is_locked: bool = False

    @property
    def why(self) -> str | None:
        """The first of it."""
        return self.preference or self.other


def in_mode(
    asked: Sequence[str], name: str, own: Collection[str], look: Callable[[str], Against]
) -> dict[str, str | None]:
    """For each channel in question None, or the first thing that speaks against it, in a mode with these channels."""
    found = {channel: look(channel) for channel in asked}
    silenced = [
        channel
        for channel, against in found.items()
        if channel not in (BELL, *own) and not against.is_locked and against.preference is None
    ]
    reasons = {channel: against.why for channel, against in found.items()} | dict.fromkeys(silenced, rules.MODE)
    if not silenced or not own or _is_told(reasons):
        return reasons
    others = {channel: look(channel).why for channel in own if channel not in asked}
    used = [channel for channel, why in others.items() if why is None]
    if used:
        return reasons | dict.fromkeys(silenced, instead(used, name)) | dict.fromkeys(used)
    after_all = reasons | others | {channel: found[channel].why for channel in silenced}
    return after_all if _is_told(after_all) or LAST in after_all else after_all | {LAST: look(LAST).why}


def instead(used: Sequence[str], mode: str) -> str:
    """Why a channel was silent whose place others took, in the mode of that name."""
    return rules.SEPARATOR.join((rules.INSTEAD, ",".join(used), mode.replace(rules.SEPARATOR, " ")))


def _is_told(reasons: Mapping[str, str | None]) -> bool:
    """Whether anything beyond the bell leads to them."""
    return any(why is None for channel, why in reasons.items() if channel != BELL)
