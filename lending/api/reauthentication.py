"""A program proves again who it acts for: by the person's password, sent with the act."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from rest_framework.exceptions import Throttled

from lending.domain.agreement_errors import WrongPassword
from lending.domain.reauthentication import Reauthentication
from members.models import Person


def proof_by_password(person: Person, password: str, *, now: datetime) -> Reauthentication:
    """Check a password as signing in does: failures count, and too many of them lock for a while.

    To be called outside of any transaction, so that a failure stays counted.

    :raises WrongPassword, Throttled:
    """
    try:
        is_right = get_adapter().reauthenticate(person, password)
    except ValidationError as error:
        raise Throttled from error
    if not is_right:
        raise WrongPassword
    return Reauthentication(at=now, method="password")
