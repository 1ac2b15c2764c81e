"""Who asks: what they do for which fund and which cooperative."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.resources import Resource
from lending.models import Office
from members.models import Person, Role


class RoleOut(serializers.ModelSerializer[Role]):
    """A role in a cooperative."""

    class Meta:
        model = Role
        fields = ("cooperative", "kind")


class OfficeOut(serializers.ModelSerializer[Office]):
    """An office in a fund; a seat of the committee is held for a cooperative."""

    class Meta:
        model = Office
        fields = ("fund", "kind", "cooperative")


class Me(serializers.ModelSerializer[Person]):
    """The person signed in."""

    roles = RoleOut(many=True)
    offices = OfficeOut(many=True)

    class Meta:
        model = Person
        fields = ("id", "name", "email", "language", "roles", "offices")


class MeView(Resource):
    """Who is signed in, with their roles in cooperatives and their offices in funds."""

    serializer_class = Me

    def get(self, request: Request) -> Response:
        return Response(self.get_serializer(self.person).data)
