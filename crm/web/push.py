"""Web Push beside Streamlit: the service worker, the page where a device says yes, and what devices report back."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response

from crm import notifications
from crm.core import assets
from crm.core.errors import Refusal
from crm.core.i18n import speaking, t
from crm.core.work import Actor, begin
from crm.web.answers import TooLargeError, form, language_of, off_loop, page, refused, status_of
from crm.web.guard import FOUND

ICONS = ((192, "any"), (512, "any"), (512, "maskable"))


async def worker(_request: Request) -> Response:
    """The script that shows messages while no page is open; it may speak for the whole site."""
    kept = {"cache-control": "no-cache", "service-worker-allowed": "/"}
    return FileResponse(assets.FOLDER / "worker.js", HTTPStatus.OK, kept, media_type="text/javascript")


async def manifest(request: Request) -> Response:
    """What makes the site an app that can be installed."""
    icons = [
        {"src": f"/assets/icon-{size}{'-maskable' if use == 'maskable' else ''}.png", "type": "image/png"}
        | {"sizes": f"{size}x{size}", "purpose": use}
        for size, use in ICONS
    ]
    with speaking(language_of(request)):
        told = {"name": "Czuwaj", "short_name": "Czuwaj", "description": t("gates.app_about"), "id": "/"}
    told |= {"start_url": "/", "scope": "/", "display": "standalone"}
    told |= {"background_color": "#f6f3ec", "theme_color": "#0f766e"}
    kept = {"cache-control": "public, max-age=3600", "vary": "accept-language, cookie"}
    return JSONResponse(told | {"icons": icons}, HTTPStatus.OK, kept, media_type="application/manifest+json")


async def device(request: Request) -> Response:
    """Turn messages on this device on and off; framed by the page of my notifications."""
    try:
        key = await off_loop(_key, _actor(request))
    except Refusal as refusal:
        return refused(request.scope, status_of(refusal), refusal.code, **refusal.params)
    return page(request, "device.html", key=key)


async def subscribe(request: Request) -> Response:
    """This browser shows my messages from now on."""
    return await _changed(request, _subscribe)


async def unsubscribe(request: Request) -> Response:
    """This browser shows me nothing more."""
    return await _changed(request, _unsubscribe)


async def seen(request: Request) -> Response:
    """A message was shown or opened; whoever asks gets the same answer, whatever the token is worth."""
    try:
        fields = await form(request)
        await off_loop(_seen, fields.get("token", ""))
    except TooLargeError:
        pass
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={"cache-control": "no-store"})


async def _changed(request: Request, change: Callable[..., None]) -> Response:
    try:
        fields = await form(request)
        await off_loop(change, _actor(request), fields, request.headers.get("user-agent", ""))
    except TooLargeError:
        return refused(request.scope, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "web.too_large")
    except Refusal as refusal:
        with speaking(language_of(request)):
            return PlainTextResponse(
                t(refusal.code, **refusal.params), status_of(refusal), {"cache-control": "no-store"}
            )
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={"cache-control": "no-store"})


def _actor(request: Request) -> Actor:
    found = request.scope.get(FOUND)
    return Actor.signed_in(found.sign_in_id) if found is not None else Actor.nobody()


def _key(actor: Actor) -> str:
    with begin(actor, writes=True) as work:
        return notifications.push_key(work)


def _subscribe(actor: Actor, fields: dict[str, str], agent: str) -> None:
    told = {name: fields.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    with begin(actor, writes=True) as work:
        notifications.subscribe(work, **told, agent=agent)


def _unsubscribe(actor: Actor, fields: dict[str, str], _agent: str) -> None:
    with begin(actor, writes=True) as work:
        notifications.unsubscribe(work, fields.get("endpoint", ""))


def _seen(token: str) -> None:
    with begin(Actor.nobody(), writes=True) as work:
        notifications.seen(work, token)
