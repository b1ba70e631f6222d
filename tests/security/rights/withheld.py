"""The oracle of what was held back: it tells of everybody, so it is for who sees, or configures, the whole office."""

from __future__ import annotations

from crm import notifications
from crm.core.work import Work
from crm.notifications import HeldFilters
from crm.notifications.withheld_tables import Withheld
from tests.security.rights_terms import ADMIN, WHOLE, Op
from tests.security.rights_world import Ids, World

LOOKS = ("*", "*", "", "")


def grow(work: Work, world: World) -> dict[str, Ids]:
    """One that was held back from a person, and can be sent."""
    row = Withheld(
        at=work.now,
        kind="import.done",
        channel="bell",  # the world knows addresses that were refused
        person_id=world.person["o"],
        name="",
        address="",
        title="",
        reason="notifications.reason.mode",
        key=f"held:{world.person['o']}",
        again={"path": "/", "params": {"source": "a.csv"}},
    )
    work.session.add(row)
    work.session.flush()
    return {"held back": {"*": row.id}}


def held(w: World) -> int:
    return w.more["held back"]["*"]


ORACLE: dict[str, Op] = {
    "notifications.withheld_lists.held": Op(lambda k, w, x: notifications.held(k, HeldFilters()), WHOLE, LOOKS),
    "notifications.withheld_lists.held_reasons": Op(lambda k, w, x: notifications.held_reasons(k), WHOLE, LOOKS),
    "notifications.withheld_lists.export_held": Op(
        lambda k, w, x: list(notifications.export_held(k, HeldFilters())), WHOLE, LOOKS
    ),
    "notifications.withheld_lists.held_one": Op(lambda k, w, x: notifications.held_one(k, held(w)), WHOLE, LOOKS),
    "notifications.withheld_actions.send_after_all": Op(
        lambda k, w, x: notifications.send_after_all(k, held(w)), WHOLE, ADMIN
    ),
}
