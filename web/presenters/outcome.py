"""What a consultation came to, told in sentences; asked only once it is closed."""

from lending.domain.explanation import explain
from lending.models import Consultation
from lending.services.close_consultation import count
from web.sentences import told


def reasons(consultation: Consultation) -> list[str]:
    """Quorum, figures, majority, result: why it was decided so."""
    return [told(sentence) for sentence in explain(count(consultation))]
