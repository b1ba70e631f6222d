"""An import in words: a verdict as one line, a report as a few."""

from __future__ import annotations

from collections.abc import Iterator

from crm.core.errors import Problem
from crm.core.i18n import t
from crm.flows.imports.batch import KINDS, OUTCOMES, Verdict
from crm.flows.imports.running import Report


def line(verdict: Verdict) -> str:
    """`sales.csv:17: refused: client: there is no client called Acme`."""
    reasons = "; ".join(problem_text(problem) for problem in verdict.problems)
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
    text = t(problem.code, **problem.params)
    return f"{problem.field}: {text}" if problem.field else text
