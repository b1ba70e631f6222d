"""Commands as somebody types them, and how they refuse."""

from __future__ import annotations

from collections.abc import Mapping

from click.testing import CliRunner, Result

from crm.__main__ import cli
from crm.core import db


def crm(environ: Mapping[str, str | None], *words: object) -> Result:
    """What the command answers; what breaks in it breaks the test."""
    result = CliRunner().invoke(cli, [str(word) for word in words], env=environ)
    if db._engine:
        db.engine().dispose()
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def said(result: Result, words: str) -> None:
    """Refused in these words, on the error output."""
    assert result.exit_code == 1, result.output
    assert words in result.stderr
    assert "Traceback" not in result.output
