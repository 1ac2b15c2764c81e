"""Sentences of the domain in an answer, in the language asked for; figures stay as programs write them."""

from django.utils.translation import gettext

from lending.domain.sentences import Sentence


def told(sentence: Sentence) -> str:
    """A sentence with its values, the sentences among them included."""
    return gettext(sentence.text) % {
        name: told(value) if isinstance(value, Sentence) else value for name, value in sentence.values.items()
    }
