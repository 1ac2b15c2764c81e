"""What a consultation came to, told in sentences; asked only once it is closed."""

from django.utils.translation import gettext_noop

from lending.domain.explanation import explain
from lending.models import Consultation
from lending.services.close_consultation import count
from web.sentences import told

# Written into the data by the services, told where they are shown.
RECUSAL_REASONS = (
    gettext_noop("cooperative of the borrower"),
    gettext_noop("cooperative linked to the borrower"),
    gettext_noop("sponsor of the loan"),
)


def reasons(consultation: Consultation) -> list[str]:
    """Quorum, figures, majority, result: why it was decided so."""
    return [told(sentence) for sentence in explain(count(consultation))]
