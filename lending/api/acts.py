"""A POST that does one act of the domain, once per Idempotency-Key."""

import json
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from lending.api.resources import Resource
from lending.domain.fund_errors import KeyMissing
from lending.services.do_once import do_once

HEADER = "Idempotency-Key"
REPLAY = "Idempotent-Replay"


class Nothing(serializers.Serializer[Any]):
    """An act that needs no more than its address."""


class Act(Resource):
    """An act on the thing that the address names; `act` is its one domain call.

    What it answered under a key is answered again under it, marked as a replay: nothing is done twice.
    """

    takes: ClassVar[type[serializers.Serializer[Any]]] = Nothing
    answers: ClassVar[int] = 201
    asks_for_key: ClassVar[bool] = True
    key_is_required: ClassVar[bool] = True

    def post(self, request: Request, **_names: Any) -> Response:
        subject = self.subject()
        return self.once(request, lambda: self.act(subject, **self.read(request.data)))

    def subject(self) -> Any:
        """What the act is done to; None for what the address cannot name because it is about to be made."""
        return self.found() if "id" in self.kwargs else None

    def act(self, subject: Any, **values: Any) -> Any:
        """The domain call."""
        raise NotImplementedError

    def read(self, data: Any) -> dict[str, Any]:
        """The values of the body.

        :raises ValidationError: naming every wrong field.
        """
        body = self.takes(data=data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)

    def once(self, request: Request, act: Any) -> Response:
        """Do it under the key of the request, or without one where none is required."""
        key = request.headers.get(HEADER, "")
        if not key and not self.key_is_required:
            return Response(self.told(act()), status=self.answers)
        if not key.isprintable():
            raise KeyMissing
        answer = do_once(
            person=self.person,
            key=key,
            request={"method": request.method, "path": request.path, "body": self.kept_of(request.data)},
            act=lambda: (self.answers, self.told(act())),
            now=self.now(),
        )
        headers = {REPLAY: "true"} if answer.is_replay else None
        return Response(answer.body, status=answer.status, headers=headers)

    def kept_of(self, data: Any) -> Any:
        """What of the body is known again under the same key; of its fingerprint alone something is kept."""
        return data

    def told(self, result: Any) -> Any:
        """The result as the answer tells it, in plain JSON: it is kept with its key."""
        data = self.get_serializer_class()(result, context=self.get_serializer_context()).data
        return json.loads(json.dumps(data, cls=JSONEncoder))
