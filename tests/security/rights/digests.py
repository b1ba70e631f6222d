"""The oracle of digests: everybody sets their own; behind a link of a letter stands its token."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Any

from crm import notifications
from crm.core.work import Work
from crm.flows import digest
from tests.security.rights_world import World

OWN: dict[str, Callable[[Work, World], Any]] = {
    "notifications.digests.my_digest": lambda k, w: notifications.my_digest(k),
    "notifications.digests.set_my_digest": lambda k, w: notifications.set_my_digest(k, is_on=True, at=time(7)),
    "flows.digest.send_me_one": lambda k, w: digest.send_me_one(k),
}
PUBLIC = {"flows.digest_actions.asked", "flows.digest_actions.act"}
