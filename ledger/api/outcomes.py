"""The answer to a batch of entries."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.fields import MoneySerializer
from ledger.domain.errors import MissingIdempotencyKey, PostingRefused
from ledger.domain.limits import KEY_LENGTH_MAX
from ledger.services.posting import PostingResult, require_posted

REPLAY = "Idempotent-Replay"


class OutcomeSerializer(serializers.Serializer[Any]):
    """What became of one entry: `created`, or the code of the refusal with its sentence."""

    entry_id = serializers.UUIDField()
    code = serializers.CharField()
    sentence = serializers.CharField()


class ResultSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=["created", "exists", "refused"])
    outcomes = OutcomeSerializer(many=True)
    balances = serializers.DictField(child=MoneySerializer(), help_text="what each account of the batch holds after it")


def key_of(request: Request) -> str:
    """:raises MissingIdempotencyKey: the header is missing."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        raise MissingIdempotencyKey(maximum=KEY_LENGTH_MAX)
    return key


def answer(result: PostingResult, *, key: str, mode: str) -> Response:
    """Answer 201 when something was posted; a replay, of a refusal too, gives the first answer again and says so.

    :raises PostingRefused, IdempotencyKeyReused: nothing was posted.
    """
    nothing_posted = len(result.refused) == len(result.outcomes)
    if mode == "atomic" or nothing_posted or result.status == "exists_with_different_request":
        try:
            require_posted(result, key=key)
        except PostingRefused as refusal:
            refusal.is_replay = result.status == "exists"
            raise
    headers = {REPLAY: "true"} if result.status == "exists" else None
    return Response(ResultSerializer(result).data, status=201, headers=headers)
