"""An import in words: a verdict as one line, a report as a few."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from crm.core.errors import Problem
from crm.core.i18n import has, t
from crm.flows.imports.mapping import FIELDS, KINDS
from crm.flows.imports.running import Report
from crm.flows.imports.sheaf import OUTCOMES, Verdict

EXAMPLE = date(2026, 12, 31)


def line(verdict: Verdict) -> str:
    """`sales.csv:17: refused: client: there is no client called Acme`."""
    reasons = "; ".join(problem_text(problem).rstrip(".") for problem in verdict.problems)
    outcome = t(f"import.outcome.{verdict.outcome}")
    return f"{verdict.file}:{verdict.row}: {outcome}{': ' if reasons else ''}{reasons}"


def lines(report: Report) -> Iterator[str]:
    """What became of how many rows of each kind, and what was made beside them."""
    name = report.plan
    yield t("import.report.dry", name=name) if report.is_dry else t("import.report.done", name=name)
    for kind in KINDS:
        figures = {outcome: report.counts[kind, outcome] for outcome in OUTCOMES}
        if any(figures.values()):
            yield "  " + t("import.report.figures", kind=t(f"import.kind.{kind}"), **figures)
    yield "  " + t("import.report.beside", statuses=report.statuses, rules=report.rules)


def problem_text(problem: Problem) -> str:
    """One reason, with the field it is about."""
    text = t(problem.code, **_said(problem.params))
    return f"{problem.field}: {text}" if problem.field else text


def field_name(kind: str, field: str) -> str:
    """A field in the reader's words, as templates and the page call it."""
    key = f"import.field.{kind}_{field}"
    return t(key) if has(key) else t(f"import.field.{field}")


def problem_in(kind: str, problem: Problem) -> str:
    """One reason, with its field in the reader's words."""
    text = t(problem.code, **_said(problem.params))
    field = (problem.field or "").removesuffix("_id").removesuffix("_ids")
    return f"{field_name(kind, field)}: {text}" if field in FIELDS[kind] else text


def reasons_in(kind: str, problems: Iterable[Problem]) -> str:
    """All reasons of one record, apart from each other."""
    return "; ".join(problem_in(kind, problem).rstrip(".") for problem in problems)


def day_as_written(form: str) -> str:
    """A way of writing dates by an example: `%d.%m.%Y` is "31.12.2026"."""
    return EXAMPLE.strftime(form)


def _said(params: Mapping[str, Any]) -> dict[str, Any]:
    """What a reason names, as people write it."""
    form = params.get("format")
    return {**params, **({"format": day_as_written(form)} if isinstance(form, str) else {})}
