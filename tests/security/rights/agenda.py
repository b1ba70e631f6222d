"""The oracle of views across features."""

from __future__ import annotations

from crm import agenda
from crm.core.work import Work
from tests.security.rights_terms import (
    ROW,
    WHOLE,
    Op,
    every,
    listed,
)
from tests.security.rights_world import LETTERS, World


def seen_history(work: Work, w: World) -> list[agenda.ChangeRow]:
    return agenda.listing(work, agenda.Asked(kind="clients"), most=999).rows


ORACLE: dict[str, Op] = {
    "agenda.changes.listing": listed(
        lambda k, w, x: w.letters({row.row_id for row in seen_history(k, w)}, w.client),
        ("", "", "omtn"), ("omtn", "", "", ""), also=every("clients.view"),
    ),
    "agenda.changes.of_record": listed(
        lambda k, w, x: "".join(y for y in LETTERS if agenda.of_record(k, "clients", w.client[y]).rows),
        ("", "", "omtn"), ("omtn", "", "", ""), also=every("clients.view"),
    ),
    "agenda.changes.authors": listed(
        lambda k, w, x: w.letters([one.id for one in agenda.authors(k)], w.person), ROW, ("omtn", "om", "", "")
    ),
    "agenda.start_page.today": listed(
        lambda k, w, x: w.letters([row.id for row in agenda.today(k).ends_soon], w.watch),
        ("o", "o", "o"), ("o",) * 4, also={"monitoring.view": ("", "o", "o", "o")},
    ),
    "agenda.service_desk.desk": Op(lambda k, w, x: agenda.desk(k), WHOLE, ("*", "*", "", "")),
    "agenda.service_desk.log": Op(lambda k, w, x: agenda.log(k, agenda.RunFilters()), WHOLE, ("*", "*", "", "")),
    "agenda.service_desk.job_names": Op(lambda k, w, x: agenda.job_names(k), WHOLE, ("*", "*", "", "")),
}  # fmt: skip
