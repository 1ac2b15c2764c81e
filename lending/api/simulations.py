"""Simulations, open to anyone."""

from typing import Final

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lending.api.parsers import ExactJSONParser
from lending.api.simulation_schema import EXAMPLES, Explained, Simulation, SimulationTerms
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.simulation import simulate
from lending.domain.wrong_terms import WrongTerms

TERMS_MAX: Final = 100
TOO_MANY = gettext_noop(
    "%(given)s terms were given; send at most %(maximum)s at once, or use the command simulate_loan."
)


class SimulationView(APIView):
    """Terms in, schedule and effective rates out; nothing is kept."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    parser_classes = (ExactJSONParser,)
    throttle_scope = "simulations"

    @extend_schema(
        operation_id="simulate",
        summary="Simulate a loan",
        description=(
            "The schedule, the totals and the effective rates that follow from some terms; a list of at most 100 terms "
            "gives a list of answers. Wrong terms: 400, with every wrong field named."
        ),
        parameters=[Explained],
        request=SimulationTerms,
        responses={200: Simulation},
        examples=EXAMPLES,
        tags=["simulations"],
    )
    def post(self, request: Request) -> Response:
        asked = Explained(data=request.query_params)
        asked.is_valid(raise_exception=True)
        payload = request.data
        if isinstance(payload, list) and len(payload) > TERMS_MAX:
            raise WrongTerms({"terms": Sentence(TOO_MANY, {"given": len(payload), "maximum": TERMS_MAX})})
        return Response(simulate(payload, explains=asked.validated_data["explain"]))
