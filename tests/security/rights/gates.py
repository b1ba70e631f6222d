"""The oracle of gateways, push services, refused addresses, and of one's own devices."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from crm import notifications
from crm.core.errors import NotFound
from crm.core.work import Work
from crm.notifications import GatewayForm, refused
from crm.people.tables import User
from tests.notifications.receiver import P256DH
from tests.security.rights_terms import ADMIN, ROW, WHOLE, Op, listed
from tests.security.rights_world import Ids, World

FORM = GatewayForm("Provider", url="https://sms.example.com/{number}/{text}")
SUBSCRIPTION: dict[str, Any] = {"endpoint": "https://push.example.com/x", "auth": "A" * 22, "p256dh": P256DH}


def grow(work: Work, world: World) -> dict[str, Ids]:
    """A gateway, a push service, and an address of each person that was refused."""
    gateway = notifications.create_gateway(work, "sms", FORM)
    ntfy = GatewayForm("ntfy", "ntfys://ntfy.example.org/{to}", way="apprise")
    service = notifications.create_gateway(work, "push", ntfy)
    for person_id in world.person.values():
        refused.mark(work, "email", work.session.get_one(User, person_id).email, "550 no", "smtp.recipient_refused")
    return {"gates": {"sms": gateway, "push": service}}


def _refused(work: Work, world: World, letter: str) -> None:
    assert notifications.refused_of(work, world.person[letter])


def _remove(work: Work, world: World) -> None:
    with suppress(NotFound):
        notifications.remove_device(work, 1)


ORACLE = {
    "notifications.gateways.gateways": listed(
        lambda k, w, x: "n" * len(notifications.gateways(k, "sms")), ("", "", "n"), ("n", "n", "", "")
    ),
    "notifications.gateways.create_gateway": Op(
        lambda k, w, x: notifications.create_gateway(k, "sms", FORM), WHOLE, ADMIN
    ),
    "notifications.gateways.edit_gateway": Op(
        lambda k, w, x: notifications.edit_gateway(k, w.more["gates"]["sms"], 1, FORM),
        WHOLE, ADMIN, {"office.view": ("", "", "", "*")},
    ),
    "notifications.trial.send_gateway_test": Op(
        lambda k, w, x: notifications.send_gateway_test(k, w.more["gates"]["sms"], "+48601234567"),
        WHOLE, ADMIN, {"office.view": ("", "", "", "*")},
    ),
    "notifications.devices.may_push_inside": Op(
        lambda k, w, x: notifications.may_push_inside(k), WHOLE, ("*", "*", "", "")
    ),
    "notifications.devices.let_push_inside": Op(
        lambda k, w, x: notifications.let_push_inside(k, True), WHOLE, ADMIN
    ),
    "notifications.refused.refused_of": Op(_refused, ROW, ("omtn",) * 4),
    "notifications.refused.try_again": Op(
        lambda k, w, x: notifications.try_again(k, w.person[x]),
        ROW, ("omtn", "", "", ""), {"people.view": ("", "o", "om", "omtn")},
    ),
}  # fmt: skip
OWN = {
    "notifications.devices.my_devices": lambda k, w: notifications.my_devices(k),
    "notifications.devices.push_key": lambda k, w: notifications.push_key(k),
    "notifications.devices.subscribe": lambda k, w: notifications.subscribe(k, **SUBSCRIPTION, agent="x"),
    "notifications.devices.unsubscribe": lambda k, w: notifications.unsubscribe(k, SUBSCRIPTION["endpoint"]),
    "notifications.devices.remove_device": _remove,
    "notifications.devices.my_services": lambda k, w: notifications.my_services(k),
    "notifications.devices.set_my_token": lambda k, w: notifications.set_my_token(
        k, w.more["gates"]["push"], "my-topic"
    ),
    "notifications.devices.try_my_devices": lambda k, w: (
        notifications.subscribe(k, **SUBSCRIPTION, agent="x"),
        notifications.try_my_devices(k),
    ),
}
PUBLIC = {"notifications.devices.seen"}
