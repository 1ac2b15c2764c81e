"""What `check --deploy` says about this service, beside Django's own advice."""

from typing import Any

from django.core import checks

from config.grants import roles_are_apart


@checks.register(checks.Tags.security, deploy=True)
def application_is_not_the_owner(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """The role that serves pages should be unable to touch the ledger's tables."""
    if roles_are_apart():
        return []
    hint = "Set DATABASE_URL to a role that owns nothing, DATABASE_OWNER_URL to the owner, and migrate again."
    return [
        checks.Warning(
            "The application signs in to PostgreSQL as the owner of the tables.", hint=hint, id="caisse.W001"
        )
    ]
