"""Every route beside Streamlit, in one list."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from crm.core import assets
from crm.core.config import Settings
from crm.web import act, cases, exports, files, forgot, health, imports, outbox, push, tasks, unsubscribe, withheld
from crm.web.set_up import FirstRun
from crm.web.sign_in import Door
from crm.web.sockets import Sockets

DAY = "public, max-age=86400"


class Assets(StaticFiles):
    """Our own fonts, styles and mark; kept by browsers for a day."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        answer = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        answer.headers["cache-control"] = DAY
        return answer


def of(settings: Settings, sockets: Sockets) -> list[Route | Mount]:
    """The routes; the guard before them lets only open ones through to strangers."""
    door = Door(settings.base_url, sockets)
    first_run = FirstRun(door)
    return [
        Route("/healthz", health.show, methods=["GET"]),
        Route("/sign-in", door.show, methods=["GET"]),
        Route("/sign-in", door.enter, methods=["POST"]),
        Route("/sign-out", door.ask_out, methods=["GET"]),
        Route("/sign-out", door.leave, methods=["POST"]),
        Route("/forgot", forgot.show, methods=["GET"]),
        Route("/forgot", forgot.ask, methods=["POST"]),
        Route("/choose-password", forgot.show_choice, methods=["GET"]),
        Route("/choose-password", forgot.choose, methods=["POST"]),
        Route("/unsubscribe", unsubscribe.show, methods=["GET"]),
        Route("/unsubscribe", unsubscribe.leave, methods=["POST"]),
        Route("/act/{token:path}", act.show, methods=["GET"]),
        Route("/act/{token:path}", act.do, methods=["POST"]),
        Route("/setup", first_run.show, methods=["GET"]),
        Route("/setup", first_run.create, methods=["POST"]),
        Route("/setup/mail", first_run.show_mail, methods=["GET"]),
        Route("/setup/mail", first_run.save_mail, methods=["POST"]),
        Route("/export/import/template/{kind}.xlsx", imports.template, methods=["GET"]),
        Route("/export/import/{id:int}/refused.xlsx", imports.refused_rows, methods=["GET"]),
        Route("/export/monitorings.xlsx", exports.LIST.export, methods=["GET"]),
        Route("/export/cases.xlsx", cases.LIST.export, methods=["GET"]),
        Route("/export/tasks.xlsx", tasks.LIST.export, methods=["GET"]),
        Route("/export/outbox.xlsx", outbox.LIST.export, methods=["GET"]),
        Route("/export/withheld.xlsx", withheld.LIST.export, methods=["GET"]),
        Route("/file/{id:path}", files.show, methods=["GET"]),
        Route("/outbox/{id:int}/preview", outbox.preview, methods=["GET"]),
        Route("/push/worker.js", push.worker, methods=["GET"]),
        Route("/push/device", push.device, methods=["GET"]),
        Route("/push/subscribe", push.subscribe, methods=["POST"]),
        Route("/push/unsubscribe", push.unsubscribe, methods=["POST"]),
        Route("/push/seen", push.seen, methods=["POST"]),
        Route("/manifest.webmanifest", push.manifest, methods=["GET"]),
        Route("/favicon.ico", _mark, methods=["GET"]),
        Route("/favicon.png", _mark, methods=["GET"]),
        Route("/robots.txt", _robots, methods=["GET"]),
        Mount("/assets", Assets(directory=assets.FOLDER)),
    ]


async def _mark(_request: Request) -> Response:
    return FileResponse(assets.FOLDER / "mark.png", HTTPStatus.OK, {"cache-control": DAY})


async def _robots(_request: Request) -> Response:
    return PlainTextResponse("User-agent: *\nDisallow: /\n")
