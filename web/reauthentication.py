"""When and how a signed-in person last proved again who they are, as the library of accounts keeps it."""

from datetime import UTC, datetime

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from lending.domain.reauthentication import Reauthentication


def proof_of(request: HttpRequest) -> Reauthentication | None:
    """The last time this session entered a password, a code or a passkey anew; None when it never did."""
    records = get_authentication_records(request, request.user)
    again = [one for one in records if one.get("reauthenticated")]
    if not again:
        return None
    last = again[-1]
    method = last["method"] if last["method"] != "mfa" else last.get("type", "mfa")
    return Reauthentication(at=datetime.fromtimestamp(last["at"], UTC), method=str(method)[:20])
