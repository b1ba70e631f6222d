"""The pictures of what ends when: of what the filters say, and of nothing that the reader may not see."""

from __future__ import annotations

from datetime import timedelta

from tests.conftest import Cast
from tests.firm import TODAY, a_contract, a_firm, a_watch
from tests.pages.conftest import Opener, shown

PAGE = "customers/timeline.py"


def watches(cast: Cast, *days: int) -> None:
    contract = a_contract(cast, a_firm(cast))
    for ahead in days:
        a_watch(cast, contract, ends_on=TODAY + timedelta(days=ahead))


def test_a_stranger_sees_nothing(cast: Cast, open_page: Opener) -> None:
    watches(cast, 3)
    page = open_page(None, PAGE)
    assert not page.get("vega_lite_chart")
    assert "Gwarancja" not in shown(page)


def test_figures_and_both_pictures_are_drawn(cast: Cast, open_page: Opener) -> None:
    watches(cast, 3, 20, 40)
    page = open_page(cast.admin, PAGE)
    assert not page.exception
    assert len(page.get("vega_lite_chart")) == 2
    assert "within 7 days" in shown(page)


def test_who_sees_none_of_it_is_told_that_nothing_ends(cast: Cast, open_page: Opener) -> None:
    watches(cast, 3)
    page = open_page(cast.carol, PAGE)
    assert not page.get("vega_lite_chart")
    assert "Nothing ends in these months." in shown(page)


def test_the_filters_of_the_address_hold_for_the_pictures(cast: Cast, open_page: Opener) -> None:
    watches(cast, 3)
    assert open_page(cast.admin, PAGE, state="active").get("vega_lite_chart")
    assert not open_page(cast.admin, PAGE, state="cancelled").get("vega_lite_chart")


def test_the_months_can_be_turned(cast: Cast, open_page: Opener) -> None:
    watches(cast, 3)
    page = open_page(cast.admin, PAGE)
    for _ in range(4):
        page.button(key="timeline-on").click().run()
    assert "Nothing ends in these months." in shown(page)
    page.button(key="timeline-now").click().run()
    assert "Nothing ends in these months." not in shown(page)
