"""What a request asks for, as a whole: what does not fit is told beside its field, with all that is wrong besides."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import timezone

from lending.domain.tranches import Planned
from lending.selectors.amounts import minor
from lending.services.terms_asked import wrong_in_asked
from web.forms.drawdowns import DrawdownFields
from web.forms.fields import refuse
from web.forms.wished_schedule import WishedFields


class FittingFields(DrawdownFields, WishedFields):
    """An amount the chosen loan is made for, a day that is near, drawdowns and due dates that fit them."""

    def clean(self) -> dict[str, Any]:
        """What the services would refuse, where it is typed."""
        data = super().clean()
        is_whole = data.get("amount") and data.get("start_on")
        known = {name: data.get(name) for name in ("product", "amount", "instalments", "start_on")}
        wished = self.wished()
        if any(name in self.errors for name in self._date_names()):
            # Some of these days are told to be wrong, and how many there are is not known before they are mended.
            known["instalments"], wished = None, replace(wished, due_dates=())
        wrong = wrong_in_asked(
            **known,
            planned=[Planned(on, minor(amount)) for on, amount in self.drawdowns()] if is_whole else [],
            wished=wished,
            asked_on=timezone.localdate(),
        )
        refuse(self, {self._place(name): why for name, why in wrong.items()})
        return data

    def _place(self, name: str) -> str:
        """The field of the page for a name of the terms; what has none is told above them all."""
        if name == "due_dates":
            return self._date_names()[0]
        if name.startswith("drawdowns[") and name.endswith("].on"):
            number = int(name.removeprefix("drawdowns[").removesuffix("].on"))
            drawn = self._later()[number - 1] if number else None
            rows = (on for on, amount in self._pairs() if self._row(on, amount) == drawn)
            return next(rows, "start_on")
        return name if name in self.fields else NON_FIELD_ERRORS

    def _row(self, on: str, amount: str) -> tuple[Any, Any]:
        return self.cleaned_data.get(on), self.cleaned_data.get(amount)
