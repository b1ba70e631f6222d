"""Imports: foreign tables become people, clients, items and contracts, as a mapping file says."""

from crm.flows.imports.mapping import TOLD, Plan
from crm.flows.imports.mapping_file import load, parse
from crm.flows.imports.running import Report, run
from crm.flows.imports.saying import field_name, line, lines, problem_in, problem_text, reasons_in
from crm.flows.imports.sheaf import OUTCOMES, Verdict

__all__ = [
    "OUTCOMES",
    "TOLD",
    "Plan",
    "Report",
    "Verdict",
    "field_name",
    "line",
    "lines",
    "load",
    "parse",
    "problem_in",
    "problem_text",
    "reasons_in",
    "run",
]
