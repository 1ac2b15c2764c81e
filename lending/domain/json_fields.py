"""Reading the fields of a JSON object one by one, noting every wrong one instead of stopping at the first."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeVar

from lending.domain.json_values import LIST, NotReadable, shown
from lending.domain.sentences import Sentence, gettext_noop

T = TypeVar("T")
Wrong = dict[str, Sentence]

_REQUIRED: Final = object()
_MISSING: Final = gettext_noop("This field is missing; it must be given.")
_UNKNOWN: Final = gettext_noop("There is no field of this name; those that exist are %(known)s.")
_OBJECT: Final = gettext_noop("%(given)s was given; an object with named fields is expected.")


class Fields:
    """An object being read. Wrong fields are added to `wrong` under their path; what is read of them is the default."""

    def __init__(self, given: Any, *, path: str, wrong: Wrong) -> None:
        self._path = path
        self.wrong = wrong
        self._given: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
        self._names: dict[str, None] = {}
        if not isinstance(given, Mapping):
            self.note("", Sentence(_OBJECT, {"given": shown(given)}))
        self.is_object = isinstance(given, Mapping)

    def read(self, name: str, reader: Callable[[Any], T], default: Any = _REQUIRED) -> T | None:
        """The field, or its default when it is left out or null; None when it is wrong."""
        self._names[name] = None
        value = self._given.get(name)
        if value is None:
            if default is _REQUIRED and self.is_object:
                self.note(name, Sentence(_MISSING))
            return None if default is _REQUIRED else default
        try:
            return reader(value)
        except NotReadable as error:
            self.note(name, error.sentence)
            return None

    def read_object(self, name: str) -> "Fields":
        """A field that is an object itself; left out, it is an empty one."""
        self._names[name] = None
        given = self._given.get(name)
        return Fields({} if given is None else given, path=f"{self._at(name)}.", wrong=self.wrong)

    def read_objects(self, name: str, *, maximum: int) -> Iterator["Fields"]:
        """A field that is a list of objects; left out, an empty one."""
        self._names[name] = None
        given = self._given.get(name)
        given = [] if given is None else given
        if not isinstance(given, list) or len(given) > maximum:
            self.note(name, Sentence(LIST, {"given": shown(given), "maximum": maximum}))
            return
        for position, item in enumerate(given):
            yield Fields(item, path=f"{self._at(name)}[{position}].", wrong=self.wrong)

    def note(self, name: str, why: Sentence) -> None:
        """Say what is wrong with a field; what was said first stays."""
        self.wrong.setdefault(self._at(name) if name else self._path.rstrip(".") or "terms", why)

    def finish(self) -> None:
        """Note the fields nobody reads: a typing error in a name is not passed over."""
        for name in self._given:
            if name not in self._names:
                self.note(shown(name), Sentence(_UNKNOWN, {"known": ", ".join(self._names)}))

    def is_given(self, name: str) -> bool:
        return self._given.get(name) is not None

    def _at(self, name: str) -> str:
        return f"{self._path}{name}"
