"""What a request asks for, with every wrong field named at once: what cannot be read, and what does not fit."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from lending.api.wished_schedule import WishedIn
from lending.api.wording import told
from lending.domain.tranches import Planned
from lending.domain.wished_schedule import GRACE, WishedSchedule
from lending.domain.wrong_terms import WrongTerms
from lending.selectors.amounts import minor
from lending.services.terms_asked import wrong_in_asked


class FittingIn(WishedIn):
    """Where a field cannot be read, what does not fit among the others is named beside it, not after it is mended."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """As the services take it; what alone does not fit is for them to say."""
        self._readable: dict[str, Any] = {}
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(data, Mapping) or not isinstance(error.detail, dict):
                raise
            raise serializers.ValidationError({**self._misfits(), **error.detail}) from error

    def set_value(self, dictionary: dict[str, Any], keys: Any, value: Any) -> None:
        """What could be read of a body is kept aside: the framework forgets it where anything could not."""
        super().set_value(dictionary, keys, value)
        self._readable = dictionary

    def _misfits(self) -> dict[str, ErrorDetail]:
        read = self._readable
        kept = {name: read[name] for name in ("first_due_on", *GRACE) if read.get(name)}
        wrong = wrong_in_asked(
            asked_on=self.context["view"].now().date(),
            **{name: read.get(name) for name in ("product", "amount", "instalments", "start_on")},
            planned=[Planned(on, minor(amount)) for on, amount in read.get("drawdowns") or ()],
            wished=WishedSchedule(**kept, due_dates=tuple(read.get("due_dates") or ())),
        )
        return {name: ErrorDetail(told(why), code=WrongTerms.code) for name, why in wrong.items()}
