"""A message of the outbox as an e-mail: written in the reader's language, sent under the message's own id."""

import re
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import Context, Engine, Template
from django.utils import translation

from lending.models import OutboxMessage

TEMPLATES: Final = Path(__file__).parent / "templates" / "mail"
LINE_BREAKS = re.compile(r"\s*[\r\n]+\s*")


def send_message(message: OutboxMessage) -> None:
    """Send a message by the mail server of the settings.

    :raises OSError: the server could not be reached, or refused it.
    """
    as_email(message).send(fail_silently=False)


def as_email(message: OutboxMessage) -> EmailMessage:
    """The e-mail of a message. Sent twice after a crash, both have one Message-ID and mail programs show one."""
    subject, body = write(message)
    return EmailMessage(
        subject=subject,
        body=body,
        to=[message.recipient.email],
        headers={
            "Message-ID": f"<{message.id}@{urlsplit(settings.BASE_URL).hostname}>",
            # Answering machines do not answer these.
            "Auto-Submitted": "auto-generated",
        },
    )


def write(message: OutboxMessage) -> tuple[str, str]:
    """Subject and body, in the language of the recipient; the first line of a template is its subject."""
    language = message.recipient.language
    about = {"recipient": message.recipient.name, "fund": message.fund}
    context = Context({**message.context, **about}, autoescape=False)
    with translation.override(language):
        subject, body = (part.render(context) for part in templates(f"{message.template}.{language}.txt"))
    # A name may hold a line break; a subject may not. The space before a French colon stays one that does not break.
    return LINE_BREAKS.sub(" ", subject).strip(), body.strip() + "\n"


@cache
def templates(name: str) -> tuple[Template, Template]:
    """The templates of subject and body.

    :raises FileNotFoundError: there is no mail of this name in this language.
    """
    subject, _, body = (TEMPLATES / name).read_text().partition("\n")
    return Template(subject, engine=engine()), Template(body, engine=engine())


@cache
def engine() -> Engine:
    """The templates of mails: plain text, with the filters of figures at hand."""
    return Engine(dirs=[str(TEMPLATES)], builtins=["workers.mail_filters"], autoescape=False)
