"""Contracts signed on paper: one treasurer sends the scan, another confirms it."""

from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from lending.api.acts import Act
from lending.api.agreements import AcceptanceOut
from lending.api.files import AddressDecides
from lending.api.resources import Resource, Within
from lending.models import Acceptance, Agreement, SignedCopy
from lending.selectors.visible import agreements_visible_to, signed_copies_visible_to
from lending.services.keep_signed_copy import confirm_signed_copy, keep_signed_copy


class SignedCopyOut(serializers.ModelSerializer[SignedCopy]):
    """A scan that is kept. Its size and type were checked; signatures in it were not, neither drawn nor electronic."""

    uploaded_by_name = serializers.CharField(source="uploaded_by.name")
    is_confirmed = serializers.SerializerMethodField()

    class Meta:
        model = SignedCopy
        fields = (
            "id", "agreement", "file_name", "sha256", "size_bytes", "uploaded_by_name", "uploaded_at", "is_confirmed",
        )  # fmt: skip

    def get_is_confirmed(self, copy: SignedCopy) -> bool:
        return bool(copy.acceptances.all())


class SignedCopyIn(serializers.Serializer[Any]):
    """One PDF of 10 MB at most."""

    file = serializers.FileField()


class SignedCopies(Within, Act):
    """The scans of a contract; sending one is for a treasurer of the fund."""

    visible = agreements_visible_to
    serializer_class = SignedCopyOut
    takes = SignedCopyIn
    parser_classes = (MultiPartParser,)

    def of(self, agreement: Agreement) -> QuerySet[SignedCopy]:
        return signed_copies_visible_to(self.person).filter(agreement=agreement)

    def act(self, agreement: Agreement, *, file: UploadedFile) -> SignedCopy:
        return keep_signed_copy(
            agreement=agreement, file_name=file.name or "", content=_content(file), acting_person=self.person,
            now=self.now(),
        )  # fmt: skip

    def kept_of(self, data: Any) -> Any:
        """The file, by its hash."""
        return {name: _fingerprint(value) for name, value in data.items()}


class ConfirmSignedCopy(Act):
    """Say that the scan is this contract, signed by every party that had not accepted.

    For a treasurer who neither sent it nor prepared the contract.
    """

    visible = signed_copies_visible_to
    serializer_class = AcceptanceOut

    def act(self, copy: SignedCopy, **_nothing: Any) -> list[Acceptance]:
        return confirm_signed_copy(copy=copy, acting_person=self.person, now=self.now())

    def told(self, result: Any) -> Any:
        return [super(ConfirmSignedCopy, self).told(one) for one in result]


class SignedCopyFile(Resource):
    """The scan itself."""

    visible = signed_copies_visible_to
    serializer_class = SignedCopyOut
    content_negotiation_class = AddressDecides

    @extend_schema(
        operation_id="signed_copies_file",
        responses={(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY, "as it was sent")},
    )
    def get(self, request: Request, **_names: Any) -> HttpResponse:
        copy = self.found()
        headers = {"Content-Disposition": f'attachment; filename="{copy.pk}.pdf"'}
        return HttpResponse(bytes(copy.pdf), content_type="application/pdf", headers=headers)


def _content(file: UploadedFile) -> bytes:
    file.seek(0)
    return bytes(file.read())


def _fingerprint(value: Any) -> Any:
    return sha256(_content(value)).hexdigest() if isinstance(value, UploadedFile) else value
