"""The fund's rows, one subject a file."""

from lending.models.acceptance import Acceptance, SignedCopy, SigningMandate
from lending.models.agreement import Agreement, AgreementPaper, AgreementParty, AgreementTemplate
from lending.models.charge import Charge, ChargedPart
from lending.models.consultation import (
    Ballot,
    Comment,
    CommitteeRule,
    Consultation,
    Decision,
    LogEntry,
    Recusal,
    Seat,
)
from lending.models.declaration import AccountsDeclaration, LinkDeclaration
from lending.models.deposit import Deposit, DepositReturn, DepositUse
from lending.models.event import Event
from lending.models.fund import Fund, FundPolicy, Membership, Office
from lending.models.funding import FundingPlan
from lending.models.guarantee import Guarantee, GuaranteeCall
from lending.models.idempotency import IdempotentRequest
from lending.models.loan import InterestAccrual, Loan, Participation
from lending.models.loan_change import ChangedLoan
from lending.models.loss import LossShare, Recovery, RecoveryShare, WriteOff
from lending.models.outbox import OutboxMessage
from lending.models.placement import Placement, Withdrawal
from lending.models.prepared_act import CallingIn, PreparedAct
from lending.models.product import LoanProduct
from lending.models.refund import CreditRefund
from lending.models.repayment import Allocation, LegShare, Repayment
from lending.models.request import EligibilityCheck, LoanRequest, RequestVersion
from lending.models.rules import FundRules
from lending.models.schedule import Instalment, ScheduleVersion
from lending.models.tranche import Drawdown, Tranche, TrancheShare
from lending.models.transfer import Transfer, TransferProposal

__all__ = [
    "Acceptance",
    "AccountsDeclaration",
    "Agreement",
    "AgreementPaper",
    "AgreementParty",
    "AgreementTemplate",
    "Allocation",
    "Ballot",
    "CallingIn",
    "ChangedLoan",
    "Charge",
    "ChargedPart",
    "Comment",
    "CommitteeRule",
    "Consultation",
    "CreditRefund",
    "Decision",
    "Deposit",
    "DepositReturn",
    "DepositUse",
    "Drawdown",
    "EligibilityCheck",
    "Event",
    "Fund",
    "FundPolicy",
    "FundRules",
    "FundingPlan",
    "Guarantee",
    "GuaranteeCall",
    "IdempotentRequest",
    "Instalment",
    "InterestAccrual",
    "LegShare",
    "LinkDeclaration",
    "Loan",
    "LoanProduct",
    "LoanRequest",
    "LogEntry",
    "LossShare",
    "Membership",
    "Office",
    "OutboxMessage",
    "Participation",
    "Placement",
    "PreparedAct",
    "Recovery",
    "RecoveryShare",
    "Recusal",
    "Repayment",
    "RequestVersion",
    "ScheduleVersion",
    "Seat",
    "SignedCopy",
    "SigningMandate",
    "Tranche",
    "TrancheShare",
    "Transfer",
    "TransferProposal",
    "Withdrawal",
    "WriteOff",
]
