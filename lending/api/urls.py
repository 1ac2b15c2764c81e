"""Addresses of the fund, to be included under /api/v1/."""

from django.urls import URLPattern, URLResolver, path, register_converter

from lending.api import (
    accrual,
    agreements,
    arrears,
    ballots,
    book_entries,
    consultation_file,
    consultations,
    contract_documents,
    contract_wording,
    cooperatives,
    declarations,
    eligibility,
    events,
    evidence,
    fund_rules,
    funding,
    funds,
    liquidity,
    loan_changes,
    loan_requests,
    loans,
    people,
    placements,
    prepared_acts,
    prepayments,
    recoveries,
    repayments,
    signed_copies,
    signing_mandates,
    simulations,
    withdrawal_queue,
)


class FileType:
    """The ending of a document's address."""

    regex = "json|csv|pdf"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class TableType(FileType):
    """The same, where there is a workbook too."""

    regex = "json|csv|pdf|xlsx"


register_converter(FileType, "file_type")
register_converter(TableType, "table_type")

urlpatterns: list[URLPattern | URLResolver] = [
    path("simulations", simulations.SimulationView.as_view()),
    path("me", people.MeView.as_view()),
    path("funds", funds.Funds.as_view()),
    path("funds/<uuid:id>", funds.OneFund.as_view()),
    path("funds/<uuid:id>/overview", funds.Overview.as_view()),
    path("funds/<uuid:id>/rules", fund_rules.FundRulesView.as_view()),
    path("funds/<uuid:id>/liquidity", liquidity.LiquidityView.as_view()),
    path("funds/<uuid:id>/arrears", arrears.FundArrearsView.as_view()),
    path("funds/<uuid:id>/accrual", accrual.ChangeAccrual.as_view()),
    path("funds/<uuid:id>/withdrawal-queue", withdrawal_queue.WithdrawalQueue.as_view()),
    path("funds/<uuid:id>/entries/<uuid:entry_id>/reversal", book_entries.ReverseBookEntry.as_view()),
    path("funds/<uuid:id>/contract-wording", contract_wording.Wordings.as_view()),
    path("funds/<uuid:id>/contract-wording/preview.pdf", contract_wording.WordingPreview.as_view()),
    path("products", funds.Products.as_view()),
    path("products/<uuid:id>", funds.OneProduct.as_view()),
    path("cooperatives", cooperatives.Cooperatives.as_view()),
    path("cooperatives/<uuid:id>", cooperatives.OneCooperative.as_view()),
    path("memberships", cooperatives.Memberships.as_view()),
    path("memberships/<uuid:id>", cooperatives.OneMembership.as_view()),
    path("memberships/<uuid:id>/declarations", declarations.AccountsDeclarations.as_view()),
    path("memberships/<uuid:id>/economic-links", declarations.EconomicLinks.as_view()),
    path("memberships/<uuid:id>/evidence.<table_type:file_type>", evidence.EvidenceDocument.as_view()),
    path("memberships/<uuid:id>/account", cooperatives.Account.as_view()),
    path("memberships/<uuid:id>/statement.<file_type:file_type>", cooperatives.Statement.as_view()),
    path("memberships/<uuid:id>/signing-mandates", signing_mandates.SigningMandates.as_view()),
    path("memberships/<uuid:id>/signing-mandates/withdrawal", signing_mandates.WithdrawMandate.as_view()),
    path("placements", placements.Placements.as_view()),
    path("placements/<uuid:id>", placements.OnePlacement.as_view()),
    path("placements/<uuid:id>/withdrawals", placements.GiveNotice.as_view()),
    path("withdrawals", placements.Withdrawals.as_view()),
    path("withdrawals/<uuid:id>", placements.OneWithdrawal.as_view()),
    path("withdrawals/<uuid:id>/payment", placements.PayWithdrawal.as_view()),
    path("loan-requests", loan_requests.LoanRequests.as_view()),
    path("loan-requests/<uuid:id>", loan_requests.OneLoanRequest.as_view()),
    path("loan-requests/<uuid:id>/eligibility", eligibility.Eligibility.as_view()),
    path("loan-requests/<uuid:id>/funding", funding.ProposedFunding.as_view()),
    path("loan-requests/<uuid:id>/checks", eligibility.Checks.as_view()),
    path("loan-requests/<uuid:id>/submit", loan_requests.SubmitRequest.as_view()),
    path("loan-requests/<uuid:id>/withdraw", loan_requests.WithdrawRequest.as_view()),
    path("loan-requests/<uuid:id>/consultations", consultations.OpenConsultation.as_view()),
    path("loan-requests/<uuid:id>/agreement", loans.Agree.as_view()),
    path("loan-requests/<uuid:id>/change", loan_changes.AmendChange.as_view()),
    path("loan-requests/<uuid:id>/application", loan_changes.ApplyChange.as_view()),
    path("consultations", consultations.Consultations.as_view()),
    path("consultations/<uuid:id>", consultations.OneConsultation.as_view()),
    path("consultations/<uuid:id>/file", consultation_file.FileView.as_view()),
    path("consultations/<uuid:id>/ballots", ballots.CastBallot.as_view()),
    path("consultations/<uuid:id>/recusals", ballots.RecuseSeat.as_view()),
    path("consultations/<uuid:id>/comments", ballots.Comments.as_view()),
    path("consultations/<uuid:id>/close", consultations.CloseConsultation.as_view()),
    path("consultations/<uuid:id>/minutes.<file_type:file_type>", consultations.MinutesDocument.as_view()),
    path("verify", ballots.Verify.as_view()),
    path("loans", arrears.Loans.as_view()),
    path("loans/<uuid:id>", loans.OneLoan.as_view()),
    path("loans/<uuid:id>/agreements", agreements.Agreements.as_view()),
    path("loans/<uuid:id>/acceptance-reminders", agreements.RemindOfAcceptance.as_view()),
    path("agreements/<uuid:id>", agreements.OneAgreement.as_view()),
    path("agreements/<uuid:id>/contract.<file_type:file_type>", contract_documents.ContractDocument.as_view()),
    path("agreements/<uuid:id>/acceptances", agreements.Accept.as_view()),
    path("agreements/<uuid:id>/signed-copies", signed_copies.SignedCopies.as_view()),
    path("signed-copies/<uuid:id>.pdf", signed_copies.SignedCopyFile.as_view()),
    path("signed-copies/<uuid:id>/confirmation", signed_copies.ConfirmSignedCopy.as_view()),
    path("loans/<uuid:id>/disbursement", loans.Disburse.as_view()),
    path("loans/<uuid:id>/repayments", repayments.Repayments.as_view()),
    path("loans/<uuid:id>/early-repayment", repayments.RepayEarly.as_view()),
    path("loans/<uuid:id>/prepayments", prepayments.PrepayLoan.as_view()),
    path("loans/<uuid:id>/prepayment", prepayments.PrepaymentView.as_view()),
    path("loans/<uuid:id>/payoff", repayments.PayoffView.as_view()),
    path("loans/<uuid:id>/arrears", arrears.LoanArrearsView.as_view()),
    path("loans/<uuid:id>/funding", funding.LoanFunding.as_view()),
    path("loans/<uuid:id>/change-simulation", loan_changes.SimulateChange.as_view()),
    path("loans/<uuid:id>/changes", loan_changes.AskChange.as_view()),
    path("loans/<uuid:id>/schedules", loan_changes.ScheduleVersions.as_view()),
    path("loans/<uuid:id>/participations", loans.Participations.as_view()),
    path("loans/<uuid:id>/schedule.<table_type:file_type>", loans.ScheduleDocument.as_view()),
    path("loans/<uuid:id>/statement.<table_type:file_type>", loans.LoanStatement.as_view()),
    path("loans/<uuid:id>/prepared-acts", prepared_acts.PreparedActs.as_view()),
    path("loans/<uuid:id>/calling-in", prepared_acts.PrepareCallingIn.as_view()),
    path("loans/<uuid:id>/calling-in/reversal", prepared_acts.ReverseCallingIn.as_view()),
    path("loans/<uuid:id>/write-off", prepared_acts.PrepareWriteOff.as_view()),
    path("loans/<uuid:id>/write-off/reversal", prepared_acts.ReverseWriteOff.as_view()),
    path("loans/<uuid:id>/recoveries", recoveries.Recoveries.as_view()),
    path("recoveries/<uuid:id>", recoveries.OneRecovery.as_view()),
    path("recoveries/<uuid:id>/reversal", recoveries.ReverseRecovery.as_view()),
    path("prepared-acts/<uuid:id>", prepared_acts.OnePreparedAct.as_view()),
    path("prepared-acts/<uuid:id>/confirmation", prepared_acts.ConfirmAct.as_view()),
    path("prepared-acts/<uuid:id>/drop", prepared_acts.DropAct.as_view()),
    path("loans/<uuid:id>/agreement.<file_type:file_type>", contract_documents.AgreementDocument.as_view()),
    path("repayments/<uuid:id>", repayments.OneRepayment.as_view()),
    path("repayments/<uuid:id>/reversal", repayments.ReverseRepayment.as_view()),
    path("events", events.Events.as_view()),
]
