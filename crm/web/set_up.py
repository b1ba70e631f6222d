"""The first-run pages: code, office and administrator; then the mail account with a test, which may wait."""

from __future__ import annotations

from functools import lru_cache
from http import HTTPStatus
from typing import Any
from zoneinfo import available_timezones

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from crm import notifications, people
from crm.core import config, i18n, office
from crm.core.errors import Invalid, Refusal
from crm.core.i18n import t
from crm.core.work import Actor, Work, begin
from crm.flows import set_up
from crm.people import sign_ins, throttles
from crm.web.answers import TooLargeError, form, language_of, off_loop, page, problems_of, refused, status_of
from crm.web.guard import FOUND
from crm.web.sign_in import Door, caller

FIELDS = ("code", "office_name", "zone", "language", "currency", "name", "email", "password")
MAIL_FIELDS = ("host", "port", "security", "username", "password", "sender")
CURRENCIES = ("PLN", "EUR", "USD", "GBP", "CHF", "CZK", "SEK", "NOK", "DKK", "HUF", "RON", "UAH")
SECURITIES = ("starttls", "tls", "none")
FROM_ENVIRONMENT = 0
_PREFIXES = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


class FirstRun:
    """Set-up, open until there is an administrator."""

    def __init__(self, door: Door) -> None:
        self.door = door

    async def show(self, request: Request) -> Response:
        """The form, with the code when the printed link brought it."""
        if not await off_loop(_is_open):
            return RedirectResponse("/", HTTPStatus.SEE_OTHER)
        proposed = office.proposed()
        values = {
            "code": request.query_params.get("code", ""),
            "zone": proposed.zone,
            "language": language_of(request),
            "currency": proposed.currency,
        }
        return _form(request, values)

    async def create(self, request: Request) -> Response:
        """Settings and administrator in one go; whoever did it is signed in."""
        try:
            fields = await form(request)
        except TooLargeError:
            return refused(request.scope, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "web.too_large")
        values = {name: fields.get(name, "") for name in FIELDS}
        try:
            token = await off_loop(_set_up, values, caller(request))
        except throttles.Throttled as refusal:
            return _form(request, values, HTTPStatus.TOO_MANY_REQUESTS, refusal)
        except Refusal as refusal:
            return _form(request, values, HTTPStatus.UNPROCESSABLE_ENTITY, refusal)
        return self.door.admit(RedirectResponse("/setup/mail", HTTPStatus.SEE_OTHER), token)

    async def show_mail(self, request: Request) -> Response:
        """The mail account's form; `?message=` shows how the test message fares."""
        i18n.speak(language_of(request))
        found, message = request.scope[FOUND], request.query_params.get("message", "")
        i18n.speak(language_of(request))
        try:
            state = await off_loop(_mail_state, found.sign_in_id, message)
        except Refusal as refusal:
            return refused(request.scope, status_of(refusal), refusal.code, **refusal.params)
        return _mail_form(request, **state)

    async def save_mail(self, request: Request) -> Response:
        """Keep the account and queue a test message; the scheduler sends it."""
        i18n.speak(language_of(request))
        found = request.scope[FOUND]
        try:
            fields = await form(request)
        except TooLargeError:
            return refused(request.scope, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "web.too_large")
        try:
            message_id = await off_loop(_save_mail, found.sign_in_id, fields)
        except Invalid as refusal:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return _mail_form(request, values=fields, status=status, refusal=refusal)
        except Refusal as refusal:
            return refused(request.scope, status_of(refusal), refusal.code, **refusal.params)
        return RedirectResponse(f"/setup/mail?message={message_id}", HTTPStatus.SEE_OTHER)


def _is_open() -> bool:
    with begin(Actor.nobody()) as work:
        return set_up.is_open(work)


def _set_up(values: dict[str, str], known: dict[str, str]) -> str:
    throttles.spend(throttles.account("set-up"), throttles.address(known["address"]))
    with begin(Actor.nobody(), writes=True) as work:
        set_up.set_up(work, **values)
    return sign_ins.sign_in(values["email"], values["password"], **known)


def _mail_state(sign_in_id: int, message: str) -> dict[str, Any]:
    with begin(Actor.signed_in(sign_in_id)) as work:
        work.require("office.configure")
        values = {"security": "starttls", "port": "587", "address": people.get(work, work.me.person_id or 0).email}
        account = _default(work)
        if account is not None:
            values |= {name: str(getattr(account, name) or "") for name in MAIL_FIELDS if name != "password"}
        state = notifications.Outcome("", None, None)
        if message.isascii() and message.isdigit() and len(message) < 19:
            state = notifications.outcome(work, int(message))
        given = account.host if account is not None and account.id == FROM_ENVIRONMENT else ""
        became = {"state": state.state, "plain": state.plain or "", "error": state.said or ""}
        return {"values": values, "given": given, **became}


def _save_mail(sign_in_id: int, fields: dict[str, str]) -> int:
    with begin(Actor.signed_in(sign_in_id), writes=True) as work:
        account = _default(work)
        if account is not None and account.id == FROM_ENVIRONMENT:
            return notifications.send_test(work, None, fields.get("address", ""))
        values: dict[str, Any] = {name: fields.get(name, "").strip() or None for name in MAIL_FIELDS}
        values = {**values, "host": values["host"] or "", "sender": values["sender"] or ""}
        values["password"] = fields.get("password") or None
        values["port"] = int(values["port"]) if (values["port"] or "").isdecimal() else 0
        values["name"] = values["host"] or "–"
        if account is not None:  # a second try mends the account of the first
            account_id = account.id
            values |= {"reply_to": account.reply_to, "per_minute": account.per_minute}
            notifications.edit_account(work, account_id, account.version, **values)
        else:
            account_id = notifications.create_account(work, **values, is_default=True)
        return notifications.send_test(work, account_id, fields.get("address", ""))


def _default(work: Work) -> notifications.AccountRow | None:
    return next((row for row in notifications.accounts(work) if row.is_default), None)


def _form(
    request: Request, values: dict[str, str], status: HTTPStatus = HTTPStatus.OK, refusal: Refusal | None = None
) -> Response:
    return page(
        request,
        "set_up.html",
        status,
        values={name: values.get(name, "") for name in FIELDS if name != "password"},
        problems=problems_of(refusal) if refusal else {},
        zones=_zones(),
        currencies=CURRENCIES,
        spoken=[(code, i18n.language_name(code)) for code in config.LANGUAGES],
    )


def _mail_form(
    request: Request,
    *,
    values: dict[str, str],
    given: str = "",
    status: HTTPStatus = HTTPStatus.OK,
    refusal: Refusal | None = None,
    state: str = "",
    plain: str = "",
    error: str = "",
) -> Response:
    return page(
        request,
        "set_up_mail.html",
        status,
        values={name: values.get(name, "") for name in (*MAIL_FIELDS, "address") if name != "password"},
        given=given,
        problems=problems_of(refusal) if refusal else {},
        securities=_securities,
        state=state,
        plain=plain,
        error=error,
    )


@lru_cache
def _zones() -> list[tuple[str, str]]:
    names = sorted(name for name in available_timezones() if name.startswith(_PREFIXES) or name == "UTC")
    return [(name, name.replace("_", " ")) for name in names]


def _securities() -> list[tuple[str, str]]:
    return [(key, t(f"setup.mail.security.{key}")) for key in SECURITIES]
