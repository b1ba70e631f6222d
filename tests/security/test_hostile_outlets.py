"""X1 without a browser: mails, workbooks, logs, addresses, tables, our own pages, words with parameters."""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
import re
from datetime import UTC, date, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import openpyxl
import pytest
import structlog
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from crm import start
from crm.channels.email import compose
from crm.channels.letter import Failed, Letter
from crm.core import i18n, sheets
from crm.core.subjects import Facts
from crm.monitoring.rules import Filters
from crm.notifications.rendering import Occasion, Reader, Rendered, render
from crm.ui.text import apart, markup, safe
from crm.web import answers, policy
from tests.security import hostile

HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version",
    "Content-Type", "Content-Language",
}  # fmt: skip
TAGS = {"html", "head", "body", "meta", "title", "style", "table", "tr", "td", "h1", "p", "a", "br", "div", "span",
        "main", "header", "nav", "link", "footer", "section", "img", "svg", "path", "circle", "script", "ul", "li", "b",
        "strong", "small", "form", "label", "input", "button"}  # fmt: skip
ALIKE = hostile.visible


class Page(HTMLParser):
    """Every text of a document, its tags, its addresses, its handlers."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action", "srcdoc")]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return ALIKE(" ".join(self.texts))


def skeleton(source: str) -> tuple[list[str], list[str], list[str]]:
    page = Page(source)
    return page.tags, page.links, page.handlers


def occasion(text: str, **changes: Any) -> Occasion:
    facts = Facts(title=text, ends_on=date(2026, 4, 1), rows=(("field.client_id", text), ("field.contract_id", text)))
    given = {"kind": "monitoring.ending", "office": text, "office_zone": "Europe/Warsaw", "today": date(2026, 3, 10)}
    return Occasion(**{**given, "facts": facts, "path": "/watch?id=1", **changes})


READER = Reader("en", "Europe/Warsaw")


def sent(text: str, rendered: Rendered) -> bytes:
    """As it goes out."""
    letter = Letter(
        id=1,
        channel="email",
        address="ada@example.test",
        name=text,
        title=rendered.title,
        text=rendered.text,
        html=rendered.html,
        message_id="<one@czuwaj.test>",
        language="en",
        at=datetime(2026, 3, 10, 11, tzinfo=UTC),
    )
    return compose(letter, "Watchful Ltd <office@example.test>").as_bytes()


def read_again(wire: bytes) -> EmailMessage:
    """As a mail program reads it."""
    read = email.message_from_bytes(wire, policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    return read


def to_name(wire: bytes) -> str:
    """The shown name, decoded by RFC 2047 (the new parser puts blanks between encoded words)."""
    raw = email.message_from_bytes(wire)
    return str(make_header(decode_header(str(raw["To"]).rpartition("<")[0].strip())))


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_there_are_more_than_five_hundred_strings() -> None:
    assert len(hostile.STORED) > 800
    assert len(hostile.LINES) > 750
    assert all(len(family) > 20 for family in hostile.FAMILIES.values())


def test_mails_carry_the_text_and_nothing_that_it_says_becomes_a_header_or_a_tag() -> None:
    plain = skeleton(render(occasion("quiet"), READER).html)
    for text in hostile.LINES:
        rendered = render(occasion(text), READER)
        wire = sent(text, rendered)
        mail = read_again(wire)
        html = part(mail, "html")

        assert set(mail.keys()) <= HEADERS, ascii(text)
        assert len(mail.keys()) == len(set(mail.keys())), ascii(text)
        assert [part.get_content_type() for part in mail.walk()] == [
            "multipart/alternative",
            "text/plain",
            "text/html",
        ], ascii(text)
        assert [found.addr_spec for found in mail["To"].addresses] == ["ada@example.test"], ascii(text)
        assert ALIKE(to_name(wire)) == ALIKE(text), ascii(text)
        assert ALIKE(mail["Subject"]) == ALIKE(rendered.title), ascii(text)
        assert ALIKE(text)[:200] in ALIKE(mail["Subject"]), ascii(text)
        assert ALIKE(part(mail, "plain")) == ALIKE(rendered.text), ascii(text)
        assert ALIKE(part(mail, "plain")).count(ALIKE(text)[:110]) >= 3, ascii(text)
        assert skeleton(html) == plain, ascii(text)
        assert Page(html).text.count(ALIKE(text)[:110]) >= 3, ascii(text)


def test_a_sender_with_any_name_stays_one_sender_or_is_refused() -> None:
    letter = Letter(1, "email", "ada@example.test", "Ada", "t", "x", "x", "<1@x.test>", "en", datetime.now(UTC))
    for text in hostile.LINES:
        try:
            made = compose(letter, f"{text} <office@example.test>")
        except Failed:
            continue
        mail = email.message_from_bytes(made.as_bytes(), policy=email.policy.default)
        assert set(mail.keys()) <= HEADERS, ascii(text)
        assert len(mail["From"].addresses) == 1, ascii(text)


def test_an_address_with_anything_in_it_is_one_address_or_refused() -> None:
    for text in hostile.LINES:
        letter = Letter(1, "email", text, "Ada", "t", "x", "x", "<1@x.test>", "en", datetime.now(UTC))
        try:
            made = compose(letter, "office@example.test")
        except Failed:
            continue
        mail = email.message_from_bytes(made.as_bytes(), policy=email.policy.default)
        assert set(mail.keys()) <= HEADERS, ascii(text)
        assert len(mail["To"].addresses) == 1, ascii(text)


def test_bell_entries_and_summaries_keep_the_text() -> None:
    for text in hostile.LINES:
        found = render(occasion(text, kind="import.done", facts=None, params={"source": text, "created": 1}), READER)
        assert ALIKE(text)[:190] in ALIKE(found.title), ascii(text)
        entry = render(occasion(text, kind="monitoring.created"), READER)
        assert ALIKE(text) in ALIKE(entry.title), ascii(text)
        assert ALIKE(text) in ALIKE(entry.body), ascii(text)


def test_a_workbook_holds_the_text_and_no_formula_or_link(tmp_path: Path) -> None:
    texts = hostile.STORED
    path = tmp_path / "out.xlsx"
    columns = [sheets.Column(texts[0]), sheets.Column("=1+1"), sheets.Column("Date", "date")]
    sheets.write(path, "=1+1", "@SUM(1)", columns, [(text, text, text) for text in texts])

    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=3))
    assert [cell.value for cell in sheet[2]] == [texts[0], "=1+1", "Date"]
    assert len(rows) == len(texts)
    for text, row in zip(texts, rows, strict=True):
        for cell in row:
            assert cell.data_type == "s" or not writable(text), ascii(text)  # a cell of nothing is no text
            assert cell.hyperlink is None, ascii(text)
            assert unescape_cell(cell.value) == writable(text), ascii(text)


def unescape_cell(value: Any) -> str:
    """As Excel reads it (ECMA-376, 22.9.2.19), which openpyxl leaves to its caller."""
    return re.sub("_x005F_(x[0-9A-Fa-f]{4}_)", r"_\1", str(value or ""))


def writable(text: str) -> str:
    """What XML 1.0 can carry."""
    return "".join(sign for sign in text if sign not in "\ufffd\ufffe\uffff")


def test_a_log_keeps_each_event_on_one_line_of_json(capfd: pytest.CaptureFixture[str]) -> None:
    start.log_to_stderr()
    structlog.contextvars.clear_contextvars()
    for text in hostile.ALL:
        structlog.get_logger().info("said", words=text, error=ValueError(text))
    lines = capfd.readouterr().err.split("\n")

    assert lines.pop() == ""
    assert len(lines) == len(hostile.ALL)
    for text, line in zip(hostile.ALL, lines, strict=True):
        assert line.isascii()
        assert line.isprintable()
        assert json.loads(line)["words"] == text, ascii(text)


def test_filters_come_through_an_address_unchanged() -> None:
    for text in hostile.LINES:
        filters = Filters(text=text[:200].strip(), type=text[:100].strip())
        address = f"/export/monitorings.xlsx?{urlencode(filters.query())}"
        parts = urlsplit(address)
        assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == ("", "", "/export/monitorings.xlsx", "")
        assert set(parse_qs(parts.query)) <= {"q", "type"}, ascii(text)
        assert Filters.of(dict(parse_qsl(parts.query, keep_blank_values=True))) == filters, ascii(text)


def test_the_way_back_after_signing_in_never_leaves_the_house() -> None:
    for text in [*hostile.ALL, *(f"/{text}" for text in hostile.ALL), *(f"//{text}" for text in hostile.ALL)]:
        found = policy.local_path(text)
        assert found.startswith("/"), ascii(text)
        assert not found.startswith(("//", "/\\")), ascii(text)
        assert found.isascii(), ascii(text)
        assert not any(sign in found for sign in "\r\n\t\\"), ascii(text)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_parameters_are_put_in_once_and_never_read_again(language: str) -> None:
    for text in hostile.LINES:
        for key, name in (("clients.nip_taken", "name"), ("error.conflict", "who"), ("today.hello", "name")):
            params = {"who": text, "fields": text} if key == "error.conflict" else {name: text}
            pattern = i18n.words(language, key)
            said = i18n.words(language, key, **params)
            for placeholder in params:
                pattern = pattern.replace(f"{{{placeholder}}}", "\0")
            assert said == pattern.replace("\0", text), ascii(text)


def test_our_own_pages_show_what_was_refused_as_text() -> None:
    scope = {
        "type": "http", "method": "GET", "path": "/x", "query_string": b"", "headers": [(b"accept", b"text/html")],
        "scheme": "http", "server": ("127.0.0.1", 80),
    }  # fmt: skip

    def page(text: str) -> str:
        return bytes(answers.refused(scope, answers.HTTPStatus.CONFLICT, "clients.nip_taken", name=text).body).decode()

    plain = skeleton(page("quiet"))
    for text in hostile.STORED:
        source = page(text)
        assert skeleton(source) == plain, ascii(text)
        assert ALIKE(text) in Page(source).text, ascii(text)


def test_a_form_that_was_posted_is_read_as_it_was_written() -> None:
    async def read(body: bytes) -> dict[str, str]:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        return await answers.form(Request({"type": "http", "method": "POST", "headers": []}, receive))

    for text in hostile.ALL:
        body = urlencode({"name": text, "code": "x"}, errors="surrogatepass").encode()
        found = asyncio.run(read(body))
        assert set(found) == {"name", "code"}, ascii(text)
        assert ALIKE(found["name"].replace("\ufffd", "")) == ALIKE(hostile.stored(text).replace("\ufffd", "")), ascii(
            text
        )


def test_escaped_html_is_one_text() -> None:
    for text in hostile.STORED:
        page = Page(f'<p title="{markup(text)}">{markup(text)}</p>')
        assert page.tags == ["p"], ascii(text)
        assert ALIKE(page.text) == ALIKE(text), ascii(text)
        assert ALIKE(unescape(markup(text))) == ALIKE(text), ascii(text)


def test_escaped_markdown_has_no_bare_sign_and_no_empty_line() -> None:
    for text in hostile.STORED:
        found = safe(text)
        assert "\n\n" not in found, ascii(text)
        assert all(found[place - 1] == "\\" for place, sign in enumerate(found) if sign in "<>[]()*_`$:|#~!{}&")


def test_tables_get_the_text_as_it_is() -> None:
    def script() -> None:
        import streamlit as st

        from crm.ui import grid
        from tests.security import hostile

        texts = hostile.STORED[st.session_state["from"] :][:200]
        columns = [
            grid.Column("field.name", str),
            grid.Column("field.status_id", str, chips=dict.fromkeys(texts, "#2d78d2")),
        ]
        grid.table("all", grid.all_of(texts), columns, href=lambda text: f"/inbox?id={len(text)}")

    for begin in range(0, len(hostile.STORED), 200):
        at = AppTest.from_function(script, default_timeout=30)
        at.session_state["from"] = begin
        at.run()
        assert not at.exception
        table = at.dataframe[0].value
        texts = hostile.STORED[begin:][:200]
        assert list(table["field.name"]) == texts
        assert [list(cell) for cell in table["field.status_id"]] == [[text] for text in texts]


def test_options_that_look_alike_can_be_told_apart() -> None:
    texts = ["Jan", "Jan", "Jan (#1)", "Ola", "O\u200ela"]
    ids = [1, 2, 3, 4, 5]
    shown = apart(ids, dict(zip(ids, texts, strict=True)).__getitem__)
    assert [shown(one) for one in ids] == ["Jan (#1)", "Jan (#2)", "Jan (#1) (#3)", "Ola (#4)", "Ola (#5)"]
    names = apart(hostile.STORED, str)
    assert len({names(text) for text in hostile.STORED}) == len(hostile.STORED)


def test_the_first_of_two_with_one_name_can_be_chosen() -> None:
    def script() -> None:
        import streamlit as st

        from crm.core.listing import Choice
        from crm.ui import fields

        st.session_state["got"] = fields.choose("f", "client_id", [Choice(1, "Jan"), Choice(2, "Jan")])

    at = AppTest.from_function(script).run()
    assert at.selectbox[0].options == ["Jan (#1)", "Jan (#2)"]
    at.selectbox[0].select(1).run()
    assert at.session_state["got"] == 1
