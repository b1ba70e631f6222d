"""What stands in for an SMS to a client that failed: a letter with its words, where the client agreed to letters."""

from __future__ import annotations

from typing import Any

from crm import notifications
from crm.clients.addressing import addressees
from crm.clients.consents import leave_token, may_write
from crm.core.access import internal
from crm.core.work import Work
from crm.notifications import Letterhead, Worded

FORM = "email"


@internal
def write_instead(work: Work, row: Any) -> bool:
    """Whether the words of this outbox row go out by e-mail; once, however often it is asked.

    To the person whom the SMS was for, else to whom the client's letters go; each only with their consent to e-mail.
    """
    for to in addressees(work, row.client_id, row.contact_id, FORM):
        if may_write(work, to.client_id, to.contact_id, FORM, row.kind) is None:
            head = Letterhead(row.kind, f"{row.key}:{FORM}", row.subject_kind, row.subject_id, row.ledger_id)
            worded = Worded(FORM, row.language, row.title, row.text)
            token = leave_token(work, to.client_id, to.contact_id, FORM, row.kind)
            notifications.tell_client(work, head, worded, to, token)
            return True
    return False
