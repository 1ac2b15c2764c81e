"""The one table of errors: exception type → HTTP status."""

from collections.abc import Mapping
from http import HTTPStatus

from ledger.domain import chart_errors as chart
from ledger.domain import errors as ledger
from ledger.domain import period_errors as periods
from lending.domain import addendum_errors as addenda
from lending.domain import agreement_errors as agreements
from lending.domain import amount_errors as amounts
from lending.domain import change_errors as changes
from lending.domain import committee_errors as committee
from lending.domain import cost_errors as costs
from lending.domain import credit_errors as credit
from lending.domain import default_errors as defaults
from lending.domain import fund_errors as fund
from lending.domain import funding_errors as funding
from lending.domain import override_errors as overrides
from lending.domain import prepayment_errors as prepayment
from lending.domain import sponsor_errors as sponsors
from lending.domain import tranche_errors as tranches
from lending.domain import transfer_errors as transfers
from lending.domain.amounts import WrongAmountText
from lending.domain.day_count import WrongSpan
from lending.domain.effective_rate import NoEffectiveRate
from lending.domain.errors import LendingError
from lending.domain.import_errors import FileRefused
from lending.domain.late_payers import WrongLatePayers
from lending.domain.rule_sets import WrongRules
from lending.domain.schedule_run import EventTooLarge
from lending.domain.sharing import NothingToShareBy
from lending.domain.state_errors import (
    AgreementLapsed,
    AlreadyPaidOut,
    FirstDueDayPassed,
    MoveNotAllowed,
    NotInDefault,
)
from lending.domain.wished_start import StartPassed
from lending.domain.wrong_terms import WrongTerms
from lending.statements import errors as statements
from members.domain import errors as members

BY_STATUS: Mapping[HTTPStatus, tuple[type[Exception], ...]] = {
    # What was sent can never be right, whatever the state of the fund.
    HTTPStatus.BAD_REQUEST: (
        committee.InvalidElectorate,
        committee.InvalidVotingRule,
        committee.UnknownChoice,
        agreements.WrongSignedCopy,
        agreements.WrongWording,
        amounts.TooManyDecimals,
        amounts.WrongCurrency,
        chart.OutsideChart,
        chart.SameCurrency,
        chart.UnknownCurrency,
        costs.NotInSchedule,
        fund.DateInFuture,
        fund.KeyMissing,
        fund.SeatNeedsCooperative,
        sponsors.SponsorIsBorrower,
        sponsors.SponsorNamedTwice,
        sponsors.UnknownSponsor,
        sponsors.WrongGuarantee,
        fund.UnknownLink,
        fund.WrongAmount,
        fund.WrongChart,
        fund.WrongDate,
        funding.LenderTwice,
        funding.NothingToFund,
        funding.ReasonNeeded,
        transfers.NotAnotherLender,
        transfers.TransferBeforeConsent,
        ledger.BatchTooLarge,
        ledger.InvalidAccount,
        ledger.InvalidAmount,
        ledger.InvalidCursor,
        ledger.InvalidEntry,
        ledger.InvalidPeriod,
        ledger.MissingIdempotencyKey,
        periods.InvalidFiscalYear,
        periods.ReopeningWithoutReason,
        members.MemberError,
        members.SirenTooShort,
        members.TextMissing,
        members.TextTooLong,
        members.UnreadableText,
        members.WrongAccountKey,
        members.WrongEmail,
        members.WrongIban,
        members.WrongIbanKey,
        members.WrongSiren,
        statements.TooLongForPdf,
        statements.WrongPeriod,
        EventTooLarge,
        FileRefused,
        NoEffectiveRate,
        NothingToShareBy,
        WrongAmountText,
        WrongLatePayers,
        WrongRules,
        WrongSpan,
        WrongTerms,
    ),
    # Who asks may not do it; somebody else may.
    HTTPStatus.FORBIDDEN: (
        agreements.ReauthenticationNeeded,
        agreements.WrongPassword,
        committee.BallotOutsideElectorate,
        fund.FourHands,
        fund.NoSeat,
        fund.NotAllowed,
        fund.SeatRecused,
        transfers.SamePerson,
        ledger.NotPermitted,
    ),
    HTTPStatus.NOT_FOUND: (
        agreements.MandateMissing,
        agreements.UnknownParty,
        # Its proof is asked for, and is not there yet.
        ledger.EntryNotSealed,
        ledger.UnknownAccount,
        ledger.UnknownBook,
        ledger.UnknownEntry,
        ledger.UnknownPeriod,
        ledger.UnknownSeal,
        periods.UnknownFiscalYear,
    ),
    # Right in itself, and against the state of things as it is now.
    HTTPStatus.CONFLICT: (
        *addenda.ALL,
        agreements.AgreementMissing,
        agreements.AgreementThere,
        agreements.AlreadyAccepted,
        agreements.MandateThere,
        agreements.NotAccepted,
        agreements.NothingToConfirm,
        agreements.OtherContract,
        changes.AlreadyApplied,
        changes.LoanMoved,
        changes.NotAChange,
        changes.NotYet,
        changes.ScheduleChangedSince,
        chart.AccountsUnderIt,
        chart.ParentClosed,
        chart.ParentDoesNotFit,
        committee.AmbiguousBallots,
        committee.ClosedConsultation,
        committee.CommitteeError,
        committee.ConsultationNotOpenYet,
        committee.DurationOutsideRule,
        committee.ExtensionNotLater,
        committee.ProxyAfterVote,
        committee.ProxyChain,
        committee.ProxyLimitReached,
        committee.ProxyOfRecused,
        committee.ProxyRefused,
        committee.ProxyToOneself,
        committee.RuleDoesNotFitSeats,
        committee.SecretVoteNotOffered,
        *defaults.ALL,
        fund.AlreadyVoted,
        fund.BookingRefused,
        fund.CannotReplay,
        fund.CashNotThere,
        fund.DecisionExpired,
        fund.KeyInUse,
        fund.MoreThanPlaced,
        fund.NotClosedYet,
        fund.NotFirstInQueue,
        fund.NotOffered,
        fund.ProductExists,
        fund.NotThePayoff,
        fund.NotWhatWasVoted,
        fund.NoticeNotOver,
        fund.PaymentTooLarge,
        fund.RulesNotMet,
        fund.WrongState,
        transfers.BuyerMayNotLend,
        transfers.TransferError,
        transfers.TransferPending,
        transfers.TransferTooLarge,
        funding.FundingError,
        funding.InsufficientFunding,
        ledger.AccountDiffers,
        ledger.AccountNotEmpty,
        ledger.BookDiffers,
        ledger.EntryBelongsToAnAct,
        ledger.FloorAboveBalance,
        ledger.LedgerError,
        ledger.PeriodOverlaps,
        ledger.PostingRefused,
        periods.EarlierYearNotClosed,
        periods.EntriesNotSealed,
        periods.ExportNotPossible,
        periods.FiscalYearOverlaps,
        periods.LaterPeriodClosed,
        periods.PeriodAcrossYears,
        periods.PeriodNotOver,
        periods.ResultAccountMissing,
        periods.YearEndClosed,
        periods.YearExported,
        periods.YearSealedOtherwise,
        members.CooperativeDiffers,
        costs.MoreThanDue,
        credit.MoreThanCredit,
        costs.NothingToCharge,
        prepayment.MoreThanPayoff,
        prepayment.NothingPrepaid,
        prepayment.PaidAhead,
        prepayment.ScheduleNotOfTerms,
        tranches.DrawdownLapsed,
        tranches.NothingToDraw,
        tranches.TrancheError,
        overrides.OverrideNotNeeded,
        overrides.OverrideOfLaw,
        overrides.OverrideOfUnknown,
        overrides.OverrideWithoutReason,
        sponsors.CallPaid,
        sponsors.CallStillRuns,
        sponsors.CallTakenBack,
        sponsors.MoreThanCalled,
        sponsors.MoreThanOwed,
        sponsors.NothingToCall,
        sponsors.SponsorNotCalled,
        statements.MinutesNotPossible,
        LendingError,
        AgreementLapsed,
        AlreadyPaidOut,
        FirstDueDayPassed,
        MoveNotAllowed,
        NotInDefault,
        StartPassed,
    ),
    # A key that has served another request.
    HTTPStatus.UNPROCESSABLE_ENTITY: (
        fund.KeyUsedForAnother,
        ledger.IdempotencyKeyReused,
    ),
    # Our own books or logs contradict themselves: somebody must look.
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        committee.IncompleteLog,
        periods.ExportContradictsBooks,
        statements.MinutesContradictLog,
    ),
}
STATUS = {error: status for status, errors in BY_STATUS.items() for error in errors}
OURS = (LendingError, members.MemberError, ledger.LedgerError)
RETRY_AFTER_SECONDS: Mapping[type[Exception], int] = {fund.KeyInUse: 5, ledger.EntryNotSealed: 60}


def status_of(error: Exception | type[Exception]) -> HTTPStatus:
    """The status of an error of ours: its own line of the table, else that of the nearest class it is a kind of."""
    kind = error if isinstance(error, type) else type(error)
    return next(STATUS[base] for base in kind.__mro__ if base in STATUS)
