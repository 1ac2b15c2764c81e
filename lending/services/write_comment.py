"""Asking and answering on the file."""

from datetime import datetime

from django.db import transaction

from lending.domain.fund_errors import NotAllowed
from lending.domain.sentences import Sentence, gettext_noop
from lending.models import Comment, Consultation
from lending.policies import acts_for, may_read_fund
from lending.services.consultation_log import append_log
from lending.services.events import record_event
from members.models import Person

COMMENTER = Sentence(gettext_noop("an office in the fund, or a role in the borrowing cooperative"))


@transaction.atomic
def write_comment(*, consultation: Consultation, acting_person: Person, text: str, now: datetime) -> Comment:
    """Add a question or an answer. Those who serve the fund and the borrower's own people may."""
    borrower = consultation.request_version.request.membership.cooperative
    if not (may_read_fund(acting_person, consultation.fund) or acts_for(acting_person, borrower)):
        raise NotAllowed(needed=COMMENTER)
    consultation = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    comment = Comment.objects.create(
        fund_id=consultation.fund_id, consultation=consultation, person=acting_person, text=text, written_at=now
    )
    append_log(
        consultation=consultation, kind="comment", at=now, actor=str(acting_person.pk),
        payload={"comment": str(comment.pk), "text": text},
    )  # fmt: skip
    record_event(
        fund=consultation.fund, kind="write_comment", subject=consultation, person=acting_person, at=now,
        after={"comment": comment.pk, "text": text},
    )  # fmt: skip
    return comment
