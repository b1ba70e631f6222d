"""What import-linter cannot see: commits, clocks, declared rights, what pages may call, escaped user text."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

import crm
from crm import flows
from crm.core.access import RIGHTS

ROOT = Path(__file__).resolve().parents[2]
FEATURES = [
    "people",
    "records",
    "notifications",
    "reminders",
    "calculator",
    "clients",
    "contracts",
    "monitoring",
    "tasks",
    "cases",
    "agenda",
]
MAY_COMMIT = {"crm/core/work.py", "crm/core/schema.py"}
MAY_ASK_THE_TIME = {"crm/core/clock.py", "crm/core/db.py"}


def python_files(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern) if "versions" not in path.parts)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))


def test_nobody_but_work_commits() -> None:
    found = [
        f"{relative(path)}:{call.lineno}"
        for path in python_files("*.py", "crm/**/*.py", "pages/**/*.py")
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit" and relative(path) not in MAY_COMMIT
    ]
    assert not found


def test_nobody_but_the_clock_asks_for_the_time() -> None:
    asking = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("datetime", "today"), ("time", "time")}
    found = [
        f"{relative(path)}:{call.lineno}"
        for path in python_files("*.py", "crm/**/*.py", "pages/**/*.py")
        for call in calls(path)
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and (call.func.value.id, call.func.attr) in asking
        and relative(path) not in MAY_ASK_THE_TIME
    ]
    assert not found


def operations() -> Iterator[tuple[str, FunctionType]]:
    """Every public function of a feature or a flow whose first parameter is a Work."""
    names = [f"crm.{feature}" for feature in FEATURES] + ["crm.flows"]
    for name in names:
        package = importlib.import_module(name)
        for info in pkgutil.walk_packages(package.__path__, f"{name}."):
            module = importlib.import_module(info.name)
            for attribute, value in vars(module).items():
                if isinstance(value, FunctionType) and value.__module__ == info.name and not attribute.startswith("_"):
                    first = next(iter(inspect.signature(value).parameters.values()), None)
                    if first is not None and first.name == "work":
                        yield f"{info.name}.{attribute}", value


def test_every_operation_says_what_it_is() -> None:
    silent = [name for name, function in operations() if not hasattr(function, "__access__")]
    assert not silent, "\n".join(silent)


def test_every_declared_right_is_known() -> None:
    allowed = RIGHTS | {"internal", "public", "own"}
    assert not [name for name, function in operations() if getattr(function, "__access__", None) not in allowed]
    assert len(list(operations())) > 40, "the walk has lost sight of the features"


def bound(tree: ast.Module) -> dict[str, object]:
    """What each imported name of a module stands for."""
    found: dict[str, object] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "crm":
            module = importlib.import_module(node.module)
            for alias in node.names:
                value = getattr(module, alias.name, None)
                found[alias.asname or alias.name] = value or importlib.import_module(f"{node.module}.{alias.name}")
    return found


@pytest.mark.parametrize("path", python_files("pages/**/*.py", "crm/ui/*.py", "crm/web/*.py"), ids=relative)
def test_pages_and_routes_do_not_touch_what_is_internal(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = bound(tree)
    touched = [value for value in names.values() if isinstance(value, FunctionType)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = names.get(node.value.id)
            if isinstance(owner, ModuleType):
                touched.append(getattr(owner, node.attr, None))
    internal = [function.__qualname__ for function in touched if getattr(function, "__access__", "") == "internal"]
    assert not internal


def test_pages_move_a_contract_only_through_the_flow() -> None:
    for path in python_files("pages/**/*.py", "crm/web/*.py", "crm/ui/*.py"):
        assert "set_status(" not in path.read_text(encoding="utf-8"), relative(path)


# Streamlit calls that show their text as Markdown, and the arguments that carry it.
MARKDOWN = {
    "markdown", "caption", "title", "header", "subheader", "write", "button", "toggle", "checkbox", "text_input",
    "text_area", "selectbox", "multiselect", "radio", "number_input", "date_input", "time_input", "segmented_control",
    "pills",
    "tabs", "expander", "popover", "toast", "success", "info", "warning", "error", "metric", "badge", "link_button",
    "page_link", "menu_button", "color_picker", "Page", "dialog",
}  # fmt: skip
OPTIONS_IN_MARKDOWN = {"menu_button", "pills", "segmented_control", "radio"}
TEXTS = {"label", "body", "help", "title", "placeholder"}
SAFE_CALLS = {"say", "safe", "literal", "_label", "_help", "page_link"}
LITERAL_PARTS = {"icon"}


def is_safe(node: ast.expr) -> bool:
    """Constants, words of ours, escaped text, and what is put together from these."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        return name in SAFE_CALLS or (name == "t" and not node.keywords)
    if isinstance(node, ast.IfExp):
        return is_safe(node.body) and is_safe(node.orelse)
    if isinstance(node, ast.JoinedStr):
        return all(is_safe(part.value) if isinstance(part, ast.FormattedValue) else True for part in node.values)
    if isinstance(node, ast.List | ast.Tuple):
        return all(is_safe(part) for part in node.elts)
    if isinstance(node, ast.Starred):
        return is_safe(node.value)
    return isinstance(node, ast.Name) and node.id in {"label", "rest"}  # parameters that their docstring calls escaped


@pytest.mark.parametrize("path", python_files("pages/**/*.py", "crm/ui/*.py"), ids=relative)
def test_what_streamlit_shows_as_markdown_is_ours_or_escaped(path: Path) -> None:
    raw = []
    for call in calls(path):
        function = call.func
        if not (
            isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "st"
        ):
            continue
        if function.attr in MARKDOWN:
            first = [] if function.attr in {"Page", "page_link"} else call.args[:1]  # there it is a file of ours
            shown = [*first, *[keyword.value for keyword in call.keywords if keyword.arg in TEXTS]]
            raw += [f"{relative(path)}:{call.lineno} st.{function.attr}" for node in shown if not is_safe(node)]
        assert not any(keyword.arg == "unsafe_allow_html" for keyword in call.keywords), (
            f"{relative(path)}:{call.lineno}"
        )
    assert not raw


def is_raw(node: ast.AST) -> bool:
    """Text as it stands that is no constant of ours (`ICONS[…]`)."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "literal"):
        return False
    names = [part.id for part in ast.walk(node.args[0]) if isinstance(part, ast.Name)]
    return not any(name.isupper() for name in names)


def test_options_and_formats_are_escaped() -> None:
    """Option texts are Markdown too: each `format_func` goes through `safe`, `say` or words without parameters.

    Only a select box shows its options letter by letter: there `literal` is right, and elsewhere it is not enough.
    """
    for path in python_files("pages/**/*.py", "crm/ui/*.py"):
        for call in calls(path):
            for keyword in call.keywords:
                if keyword.arg == "format_func":
                    body = keyword.value.body if isinstance(keyword.value, ast.Lambda) else keyword.value
                    ours = isinstance(body, ast.Name) and body.id in ("safe", "literal")
                    assert ours or is_safe(body), f"{relative(path)}:{call.lineno}"
                    if getattr(call.func, "attr", "") in OPTIONS_IN_MARKDOWN:
                        assert not any(is_raw(node) for node in ast.walk(body)), f"{relative(path)}:{call.lineno}"


def test_html_of_ours_holds_only_escaped_text() -> None:
    """In `st.html(f"…")` every value is `markup(…)` or was made of such in the same function."""
    allowed = {"markup", "join"}
    for path in python_files("pages/**/*.py", "crm/ui/*.py"):
        for call in calls(path):
            if isinstance(call.func, ast.Attribute) and call.func.attr == "html" and call.args:
                for node in ast.walk(call.args[0]):
                    if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Call):
                        name = getattr(node.value.func, "id", getattr(node.value.func, "attr", ""))
                        assert name in allowed, f"{relative(path)}:{call.lineno}"
                assert relative(path).startswith("crm/ui/"), "HTML is made in crm/ui only"


def test_every_folder_of_python_is_a_package() -> None:
    for path in python_files("crm/**/*.py", "pages/**/*.py"):
        assert (path.parent / "__init__.py").exists(), relative(path)


def test_every_page_is_on_the_map() -> None:
    from pages import map as pages_map

    listed = {place.file for group in pages_map.SECTIONS.values() for place in group}
    there = {
        path.relative_to(ROOT / "pages").as_posix()
        for path in python_files("pages/*/*.py")
        if path.name != "__init__.py"
    }
    assert listed == there


def test_files_and_pages_stay_short() -> None:
    long = [
        f"{relative(p)}: {len(p.read_text().splitlines())}"
        for p in python_files("crm/**/*.py")
        if len(p.read_text().splitlines()) > 280
    ]
    long += [
        f"{relative(p)}: {len(p.read_text().splitlines())}"
        for p in python_files("pages/**/*.py")
        if len(p.read_text().splitlines()) > 150
    ]
    assert not long


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        relative(p)
        for p in python_files("*.py", "crm/**/*.py", "pages/**/*.py", "tests/**/*.py")
        if not ast.get_docstring(ast.parse(p.read_text()))
    ]
    assert not silent
    assert crm.__doc__
    assert flows.__doc__


def test_pages_let_people_go_only_through_the_flow() -> None:
    for path in python_files("pages/**/*.py", "crm/web/*.py", "crm/ui/*.py", "crm/flows/imports/*.py"):
        assert "people.deactivate(" not in path.read_text(encoding="utf-8"), relative(path)


FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def spoken_at_import(tree: ast.Module) -> list[int]:
    """Lines that say words while a module is read: in whatever language happens to hold just then, and for good."""
    early: list[ast.AST] = [node for node in tree.body if not isinstance(node, FUNCTIONS | ast.ClassDef | ast.If)]
    for node in ast.walk(tree):
        early += node.decorator_list if isinstance(node, FUNCTIONS | ast.ClassDef) else []
        early += [*node.args.defaults, *filter(None, node.args.kw_defaults)] if isinstance(node, FUNCTIONS) else []
    calls = [call for part in early for call in ast.walk(part) if isinstance(call, ast.Call)]
    return [call.lineno for call in calls if getattr(call.func, "id", getattr(call.func, "attr", "")) in ("t", "say")]


def test_nothing_is_said_while_a_module_is_read() -> None:
    wrong = [
        f"{relative(p)}:{n}" for p in python_files("crm/**/*.py") for n in spoken_at_import(ast.parse(p.read_text()))
    ]
    assert not wrong


@pytest.mark.parametrize("code", ['@st.dialog(t("a.b"))\ndef f(): ...', 'A = t("a.b")', 'def f(a=say("a.b")): ...'])
def test_words_said_too_early_are_noticed(code: str) -> None:
    assert spoken_at_import(ast.parse(code))
    assert not spoken_at_import(ast.parse('def f():\n    return t("a.b")'))


def test_boxes_for_numbers_and_dates_have_no_bounds_of_their_own() -> None:
    """Streamlit would refuse in the browser, and keep the value before on the server: see crm/ui/entries.py."""
    boxes = {"number_input", "date_input", "datetime_input"}
    found = [
        f"{relative(path)}:{call.lineno}"
        for path in python_files("*.py", "crm/**/*.py", "pages/**/*.py")
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr in boxes and relative(path) != "crm/ui/entries.py"
    ]
    assert not found


def test_pages_end_early_only_in_the_way_that_leaves_no_timer_behind() -> None:
    found = [
        f"{relative(path)}:{call.lineno}"
        for path in python_files("*.py", "crm/**/*.py", "pages/**/*.py")
        for call in calls(path)
        if ast.unparse(call.func) == "st.stop" and relative(path) != "crm/ui/ending.py"
    ]
    assert not found
