"""The language that somebody reads."""

from django.conf import settings

from members.models import Person


def choose_language(*, person: Person, language: str) -> None:
    """Write to this person in `language` from now on; one that is not spoken here changes nothing."""
    if language in dict(settings.LANGUAGES) and person.language != language:
        person.language = language
        person.save(update_fields=["language"])
