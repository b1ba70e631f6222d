"""The server: Streamlit's ASGI application, the routes beside it, the guard before it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import streamlit as st
import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.middleware import Middleware
from streamlit.file_util import get_static_dir
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from crm import people, start
from crm.core import config, db, i18n, schema
from crm.core.work import Actor, begin
from crm.ui import ending, mends
from crm.web import routes
from crm.web.discreet import keep_tokens_out_of_logs
from crm.web.dress import Dress
from crm.web.guard import Guard
from crm.web.sockets import Sockets
from pages.map import SECTIONS

log = structlog.get_logger()
os.chdir(config.ROOT)  # Streamlit looks for .streamlit/config.toml here, wherever uvicorn was started
BIG = 100_000
FOLDER = os.fsencode(config.ROOT)


@contextlib.asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any] | None]:
    """Ready before the first request: database, warm imports, a frozen heap, the watch over sockets."""
    start.make_ready(settings)
    keep_tokens_out_of_logs()
    prepare()
    watch = asyncio.create_task(sockets.watch())
    warm()
    log.info("ready", address=settings.base_url)
    yield None
    watch.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watch


def prepare() -> None:
    """Refuse a schema that is not ours; go on without a database that is away, since it may come back."""
    try:
        schema.check(db.engine())
        with begin(Actor.office(), writes=True) as work:
            people.ensure_roles(work)
    except SQLAlchemyError as error:
        log.error("the database is away", error=type(error).__name__)


def warm() -> None:
    """Import now what the first table would wait for, then keep all of it out of later collections."""
    import altair  # noqa: F401
    import pandas  # noqa: F401
    import pyarrow  # noqa: F401

    for language in config.LANGUAGES:
        i18n.catalogue(language)
    gc.collect()
    gc.freeze()


def is_act(message: bytes) -> bool:
    """Whether a message of Streamlit's protocol was caused by a person: timers of fragments are not."""
    if len(message) > BIG:
        return True
    parsed = BackMsg()
    try:
        parsed.ParseFromString(message)
    except Exception:
        return False
    return parsed.HasField("rerun_script") and not parsed.rerun_script.is_auto_rerun


def without_paths(message: bytes) -> bytes:
    """A message to the browser as Streamlit means it, without the folder that the program lies in."""
    if FOLDER not in message:
        return message
    parsed = ForwardMsg()
    parsed.ParseFromString(message)
    if parsed.HasField("new_session"):
        parsed.new_session.main_script_path = Path(parsed.new_session.main_script_path).name
    return parsed.SerializeToString()


def on_script_error(error: Exception) -> bool:
    """Whatever no page expected: a number for the reader, everything else for the log."""
    number = secrets.token_hex(4)
    log.error("a page failed", error_id=number, exc_info=error)
    st.error(i18n.t("error.unexpected", number=number), icon=":material/error:")
    ending.forget_undrawn()
    return True


def addresses() -> frozenset[str]:
    """Where pages are: their names, and the root."""
    return frozenset({place.name for group in SECTIONS.values() for place in group} | {""})


def make(entry: Path) -> st.App:
    """The application around an entry script."""
    mends.apply()
    index_html = (Path(get_static_dir()) / "index.html").read_text(encoding="utf-8")
    guard = Middleware(
        Guard,
        settings=settings,
        sockets=sockets,
        index_html=index_html,
        is_act=is_act,
        scrub=without_paths,
        pages=addresses(),
    )
    return st.App(
        entry,
        routes=routes.of(settings, sockets),
        middleware=[guard, Middleware(Dress)],
        lifespan=lifespan,
        on_script_error=on_script_error,
    )


def configured() -> config.Settings:
    """The settings, or an end that names the variable to mend."""
    try:
        return config.load()
    except config.BadSetting as error:
        raise SystemExit(str(error)) from error


settings = configured()
sockets = Sockets()
app = make(config.ROOT / "pages" / "map.py")
