"""Mapping files: everything wrong is said at once, and nothing misspelt is ignored."""

from __future__ import annotations

import json
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from crm.core.errors import Invalid
from crm.core.i18n import words
from crm.flows import imports
from crm.flows.imports.reading import reference_key, slug
from crm.reminders.rules import StepPlan

ROOT = Path(__file__).resolve().parents[2]
SOURCE: dict[str, Any] = {"kind": "items", "file": "a.csv", "key": "name", "columns": {"name": "name"}}


def problems(mapping: Any) -> set[tuple[str, str, str]]:
    with pytest.raises(Invalid) as refusal:
        imports.parse(mapping)
    for problem in refusal.value.problems:
        for language in ("en", "pl"):
            words(language, problem.code, **problem.params)
    return {(p.code.split(".")[1], str(p.params["where"]), str(p.params["name"])) for p in refusal.value.problems}


def test_the_shipped_mapping_says_what_the_issue_asks_for() -> None:
    plan = imports.load(ROOT / "docs" / "examples" / "crm-sales.toml")
    assert [source.kind for source in plan.sources] == ["people", "people", "clients", "items", "contracts"]
    assert plan.told == "none"
    (rule,) = plan.rules
    assert (rule.items, rule.status, rule.starts, rule.duration, rule.unit) == (
        None,
        "Won",
        "contract_signed",
        12,
        "month",
    )
    assert rule.steps == (StepPlan(30, "day", at=time(9)), StepPlan(7, "day", at=time(9)))
    assert rule.recipients == ("contract_owner",)
    assert plan.sources[4].key == ()


def test_json_says_the_same_as_toml(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"name": "x", "sources": [SOURCE]}))
    (tmp_path / "a.toml").write_text(
        'name = "x"\n[[sources]]\nkind = "items"\nfile = "a.csv"\nkey = "name"\n[sources.columns]\nname = "name"\n'
    )
    assert imports.load(tmp_path / "a.json") == imports.load(tmp_path / "a.toml")


def test_everything_wrong_is_said_at_once() -> None:
    found = problems(
        {
            "told": "loudly",
            "colour": "red",
            "rules": [{"status": "Won", "starts": "some day", "duration": 0, "unit": "month", "recipients": ["all"]}],
            "sources": [
                {
                    "kind": "contracts",
                    "file": "../a.csv",
                    "columns": {"clinet": "x", "number": {"column": "n", "if": 1}},
                },
                {**SOURCE, "templates": {"name": "{a}"}, "formats": {"decimal": "point"}, "once": "yes"},
                "sources",
            ],
        }
    )
    assert found == {
        ("mapping_needed", "mapping", "name"),
        ("mapping_choice", "mapping", "told"),
        ("mapping_unknown", "mapping", "colour"),
        ("mapping_choice", "rules[1]", "starts"),
        ("mapping_wrong", "rules[1]", "duration"),
        ("mapping_needed", "rules[1]", "steps"),
        ("mapping_choice", "rules[1]", "recipients"),
        ("mapping_file_name", "sources[1]", "file"),
        ("mapping_needed", "sources[1]", "key"),
        ("mapping_needed", "sources[1]", "client"),
        ("mapping_unknown", "sources[1].columns", "clinet"),
        ("mapping_unknown", "sources[1].columns.number", "if"),
        ("mapping_twice", "sources[2].templates", "name"),
        ("mapping_choice", "sources[2].formats", "decimal"),
        ("mapping_wrong", "sources[2]", "once"),
        ("mapping_wrong", "sources[3]", ""),
        ("mapping_needed", "sources[3]", "kind"),
        ("mapping_needed", "sources[3]", "file"),
        ("mapping_needed", "sources[3]", "key"),
    }


@pytest.mark.parametrize("mapping", [None, [], "x", 7, {"name": [], "sources": {}}, {"name": "", "sources": []}])
def test_nonsense_is_refused(mapping: Any) -> None:
    assert problems(mapping)


@pytest.mark.parametrize(
    ("name", "content"), [("a.toml", "= ="), ("a.json", "{"), ("a.json", "[" * 100_000), ("a.toml", "\xff")]
)
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_bytes(content.encode("latin-1"))
    with pytest.raises(Invalid) as refusal:
        imports.load(tmp_path / name)
    assert refusal.value.code == "import.mapping_unreadable"


def test_a_missing_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refusal:
        imports.load(tmp_path / "none.toml")
    assert refusal.value.code == "import.mapping_no_file"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Łukasz Żak", "lukasz.zak"),
        ("  Anna-Maria  O'Neil ", "anna.maria.o.neil"),
        ("Ångström", "angstrom"),
        ("!!", ""),
    ],
)
def test_slugs_are_parts_of_addresses(text: str, made: str) -> None:
    assert slug(text) == made


def test_keys_of_any_length_fit_their_column() -> None:
    assert reference_key("m", " Acme  Inc ") == reference_key("m", "ACME INC") == "m/acme inc"
    assert len(reference_key("m", "x" * 5000)) == 64
    assert reference_key("m", "x" * 5000) != reference_key("m", "x" * 5001)
