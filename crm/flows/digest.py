"""The morning digest: for each person whose moment has come, what matters today, once a day, or the reason why not."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy.exc import DBAPIError

from crm.core import clock, i18n, runs
from crm.core.access import internal, own
from crm.core.errors import invalid
from crm.core.work import Work
from crm.flows import digest_contents
from crm.notifications import digest_letter, digests, rules, withheld
from crm.notifications.digest_letter import Tokens
from crm.notifications.digests import Due
from crm.notifications.hearers import Hearer
from crm.notifications.withheld import Untold

log = structlog.get_logger()
AT_ONCE = 20  # people in one transaction
AGAIN = timedelta(minutes=15)  # when a digest that could not be made is tried again
AS_WISHED = (digests.SENT, digests.EMPTY, digests.DAY_OFF)  # nothing was held back
TO_OTHERS = {digests.AWAY: "outbox.held.away"}  # what is said of it to somebody else
WAITED = timedelta(days=1)  # of so long before it the digest says how much waited for the end of quiet hours
SURROUNDINGS = frozenset(kind for kind, _ in runs.KINDS)  # what ails the database, not the digest


@internal
def send_due(work: Work, *, limit: int = AT_ONCE) -> int:
    """Deal with up to `limit` people whose digest is due, each in a savepoint; how many.

    Its key in the outbox is the person and their day, and the transaction that writes it moves their next moment on.
    """
    found = digests.claim(work, limit=limit)
    for due in found:
        try:
            with work.savepoint():
                outcome = _outcome(work, due)
                digests.settle(work, due, outcome)
                if outcome not in AS_WISHED:
                    reasons = {due.person_id: {digest_letter.EMAIL: TO_OTHERS.get(outcome, outcome)}}
                    withheld.from_people(work, Untold(rules.DIGEST, _key(due)), [], reasons)
        except Exception as error:
            if isinstance(error, DBAPIError) and (error.connection_invalidated or runs.kind_of(error) in SURROUNDINGS):
                raise  # the database is gone or cannot be written, and the whole batch with it
            log.exception("a digest was set aside", person=due.person_id)
            digests.settle(work, due, digests.FAILED, again_at=work.now + AGAIN)
    return len(found)


@own
def send_me_one(work: Work) -> bool:
    """My digest as it would be now, at most one a minute; False when it would say nothing. Never one of a day."""
    office, me = work.as_office(), work.me.person_id or 0
    hearer, why = digest_letter.reader_of(office, me)
    if why == rules.NO_ADDRESS:
        invalid("notifications.my_address_missing")
    key = f"digest:{me}{rules.ASKED_DIGEST}{work.now:%Y%m%d%H%M}"
    return hearer is not None and _post(office, hearer, key, is_asked=True)


def _outcome(work: Work, due: Due) -> str:
    """Send it, or say why not."""
    reason = digests.why_not(work, due)
    if reason is not None:
        return reason
    hearer, why = digest_letter.reader_of(work, due.person_id)
    if hearer is None or why is not None:
        return why or rules.INACTIVE
    is_told = _post(work, hearer, _key(due), is_asked=False)
    return digests.SENT if is_told else digests.EMPTY


def _key(due: Due) -> str:
    return f"digest:{due.person_id}:{due.day.isoformat()}"


def _post(work: Work, hearer: Hearer, key: str, *, is_asked: bool) -> bool:
    """Whether there was anything to say; what is in the outbox already is not put there again."""
    person, tokens = hearer.person, Tokens()
    with i18n.speaking(person.language):
        sections = digest_contents.sections(work, person.id, tokens)
        if not sections:
            return False
        since = clock.day_start(clock.day_of(work.now, person.zone), person.zone) - WAITED
        waited = digests.deferred(work, person.id, since)
        digest_letter.post(work, person, key, sections, tokens, waited=waited, is_asked=is_asked)
    return True
