"""What a form that acts carries with it."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from web.acts import new_key

register = template.Library()


@register.simple_tag
def act_key() -> SafeString:
    """A hidden key of its own for each form shown: sent twice, the form acts once."""
    return format_html('<input type="hidden" name="key" value="{}">', new_key())
