"""The wording of contracts, and the scan of a signed one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lending.domain.agreement_wording import LANGUAGES, PARTS, REQUIRED_LANGUAGE, REQUIRED_PARTS, Wording

LABELS = {
    "title": _("Title"),
    "preamble": _("Parties: who lends to whom, and what the fund is"),
    "clauses": pgettext_lazy("document", "Undertakings"),
    "special": pgettext_lazy("document", "Special clauses"),
    "legal": pgettext_lazy("document", "Legal mentions"),
    "addendum": _("Addenda: what each says, beside what was voted"),
}
ROWS = {"preamble": 4, "clauses": 10, "special": 5, "legal": 10, "addendum": 5}


class WordingForm(forms.Form):
    """Every part in French, which binds, and in English where the fund wants it: `fr_title` to `en_legal`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for language in LANGUAGES:
            for part in PARTS:
                rows = ROWS.get(part)
                widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
                required = language == REQUIRED_LANGUAGE and part in REQUIRED_PARTS
                self.fields[f"{language}_{part}"] = forms.CharField(
                    label=LABELS[part], required=required, widget=widget, strip=False
                )

    @staticmethod
    def said(wording: Wording) -> dict[str, str]:
        """A wording as this form shows it."""
        return {f"{language}_{part}": text for language, parts in wording.items() for part, text in parts.items()}

    def wording(self) -> dict[str, dict[str, str]]:
        """What was typed, by language and part; without English when all of it is empty."""
        typed = {language: {part: self.data.get(f"{language}_{part}", "") for part in PARTS} for language in LANGUAGES}
        is_said = {language: any(text.strip() for text in parts.values()) for language, parts in typed.items()}
        return {
            language: parts for language, parts in typed.items() if language == REQUIRED_LANGUAGE or is_said[language]
        }

    def refuse(self, faults: Mapping[str, str]) -> None:
        """Show what is wrong beside its part; a fault of a whole language stands above the form."""
        for name, why in faults.items():
            field = name.replace(".", "_")
            if field not in self.errors:
                self.add_error(field if field in self.fields else None, why)

    @property
    def french(self) -> list[forms.BoundField]:
        return [self[f"fr_{part}"] for part in PARTS]

    @property
    def english(self) -> list[forms.BoundField]:
        return [self[f"en_{part}"] for part in PARTS]


class SignedCopyForm(forms.Form):
    """One PDF."""

    file = forms.FileField(
        label=_("Contract signed on paper, as a PDF"), widget=forms.FileInput(attrs={"accept": "application/pdf"})
    )
