"""Timers of pages that ended early or were left: a part drawn where its place is gone makes the browser blank."""

from __future__ import annotations

import time

import pytest

from tests.web.conftest import Site
from tests.web.talking import ask, ask_for, click, drawn, fire, heard, page_of, pages_begun, tick, timers


@pytest.mark.parametrize(
    ("page", "query"),
    [("client", "id=999999"), ("people", ""), ("contract", "id=1")],
    ids=["no such record", "refused", "it breaks"],
)
def test_a_part_that_an_ended_page_did_not_draw_is_never_drawn_again(broken: Site, page: str, query: str) -> None:
    with broken.socket(broken.sign_in("anna")) as channel:
        before = timers(ask(channel, "inbox"))
        ended = ask(channel, page, query)
        gone = before - timers(ended)
        assert gone  # the bell and the line above the page
        for fragment in sorted(gone):
            assert drawn(tick(channel, fragment, page_of(ended))) == set()


@pytest.mark.parametrize(
    ("page", "query"),
    [("client", "id=999999"), ("clients", ""), ("contract", "id=1"), ("bulk", "")],
    ids=["no such record", "it breaks below the heading", "it breaks at once", "nothing to do"],
)
def test_parts_that_an_ended_page_did_draw_go_on(broken: Site, page: str, query: str) -> None:
    with broken.socket(broken.sign_in("anna")) as channel:
        ask(channel, "inbox")
        ended = ask(channel, page, query)
        assert timers(ended)
        for fragment in sorted(timers(ended)):
            assert fragment in drawn(tick(channel, fragment, page_of(ended)))


def test_a_part_that_breaks_takes_no_other_with_it(broken: Site) -> None:
    with broken.socket(broken.sign_in("admin")) as channel:
        said = ask(channel, "service")
        parts = sorted(timers(said))
        assert len(parts) >= 4  # the breaking one, too
        for fragment in [*parts, *parts]:
            assert fragment in drawn(tick(channel, fragment, page_of(said)))


@pytest.mark.parametrize("pause", [0.0, 0.05, 0.2, 0.5])
def test_timers_of_a_page_that_was_left_do_not_bring_it_back(broken: Site, pause: float) -> None:
    with broken.socket(broken.sign_in("admin")) as channel:
        inbox = ask(channel, "inbox")
        cases = page_of(ask(channel, "cases"))
        parts, before = timers(ask(channel, "inbox")), page_of(inbox)
        assert before != cases
        ask_for(channel, cases)
        time.sleep(pause)
        for fragment in sorted(parts):
            fire(channel, fragment, before)
        assert set(pages_begun(heard(channel))) == {cases}


def test_a_click_on_a_part_of_both_pages_counts_on_the_new_one(broken: Site) -> None:
    with broken.socket(broken.sign_in("admin")) as channel:
        cases = page_of(ask(channel, "cases"))
        inbox = ask(channel, "inbox")
        ask_for(channel, cases)
        both = sorted(timers(inbox) & timers(heard(channel)))
        click(channel, both[0], page_of(inbox), "id=5")
        said = heard(channel)
        assert drawn(said) == {both[0]}
        assert pages_begun(said) == [cases]


def test_timers_of_a_page_that_was_gone_to_are_heard(broken: Site) -> None:
    with broken.socket(broken.sign_in("admin")) as channel:
        cases = page_of(ask(channel, "cases"))
        ask(channel, "inbox")
        ask_for(channel, cases)
        parts = timers(heard(channel))
        assert len(parts) >= 3
        for fragment in sorted(parts):
            said = tick(channel, fragment, cases)
            assert fragment in drawn(said)
            assert pages_begun(said) == [cases]


def test_timers_of_a_page_that_was_opened_by_its_address_are_heard(broken: Site) -> None:
    with broken.socket(broken.sign_in("admin")) as channel:
        said = ask(channel, "cases")
        for fragment in sorted(timers(said)):
            assert fragment in drawn(tick(channel, fragment, page_of(said)))
