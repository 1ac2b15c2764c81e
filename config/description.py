"""What the interface for programs says of itself: settings of drf-spectacular."""

from ledger.domain.nature import Nature
from lending.domain.money import RoundingMode
from lending.domain.terms import PeriodUnit

SPECTACULAR_SETTINGS = {
    "TITLE": "Caisse commune",
    "DESCRIPTION": "Treasury lending between cooperatives.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "AgreementKind": "lending.models.Agreement.Kind",
        "ConsultationState": "lending.models.Consultation.State",
        "ChangeKind": ["reschedule", "holiday", "consolidation"],
        "EarlyEffect": "lending.models.Repayment.Effect",
        "FundingMethod": "lending.models.FundPolicy.Funding",
        "HolidayEffect": ["extend", "enlarge"],
        "LoanState": "lending.models.Loan.State",
        "PeriodUnit": [unit.value for unit in PeriodUnit],
        "RoundingMode": [mode.value for mode in RoundingMode],
        "RepaymentMethod": ["equal_instalments", "equal_principal", "bullet", "interest_only"],
        "RequestKind": "lending.models.LoanRequest.Kind",
        "LinkNature": "lending.models.LinkDeclaration.Nature",
        "NatureEnum": [nature.value for nature in Nature],
        "RequestState": "lending.models.LoanRequest.State",
        "TransferState": "lending.models.TransferProposal.State",
        "UndrawnBecomes": ["kept", "given_up"],
        "WithdrawalState": "lending.models.Withdrawal.State",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.openapi.add_problems",
    ],
}
