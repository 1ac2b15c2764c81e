"""Every page, in French where people read it."""

from django.urls import path, register_converter

from web.views import (
    accounts,
    agreements,
    arrears,
    committee,
    components,
    contract_wording,
    declarations,
    documents,
    drawdowns,
    entries,
    evidence,
    fund,
    guarantees,
    home,
    loan_changes,
    loans,
    offered_products,
    payoffs,
    periods,
    placements,
    planned_rates,
    preferences,
    prepared_acts,
    product_settings,
    receipts,
    request_periods,
    requests,
    rules,
    seals,
    settings,
    signed_copies,
    signing_mandates,
    simulator,
    sponsors,
    transfers,
    treasury,
)


class FileExtension:
    """The files a table is given as."""

    regex = "pdf|csv|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class TableExtension(FileExtension):
    """The same, where there is a workbook too."""

    regex = "pdf|csv|json|xlsx"


register_converter(FileExtension, "file")
register_converter(TableExtension, "table")

COOPERATIVE = [
    path("", home.home, name="home"),
    path("demandes/", requests.request_list, name="requests"),
    path("demandes/periodes/", request_periods.request_periods, name="request-periods"),
    path("demandes/nouvelle/", requests.request_new, name="request-new"),
    path("demandes/<uuid:request_id>/", requests.request_page, name="request"),
    path("demandes/<uuid:request_id>/modifier/", requests.request_amend, name="request-amend"),
    path("demandes/<uuid:request_id>/remettre/", requests.request_submit, name="request-submit"),
    path("demandes/<uuid:request_id>/retirer/", requests.request_withdraw, name="request-withdraw"),
    path("demandes/<uuid:request_id>/taux/", planned_rates.request_rates, name="request-rates"),
    path("demandes/<uuid:request_id>/vote/", requests.request_open_vote, name="request-open-vote"),
    path("demandes/<uuid:request_id>/accord/", requests.request_agree, name="request-agree"),
    path("demandes/<uuid:request_id>/echeancier/", loan_changes.request_change, name="request-change"),
    path("demandes/<uuid:request_id>/avenant/", loan_changes.request_addendum, name="request-addendum"),
    path("demandes/<uuid:request_id>/mise-en-vigueur/", loan_changes.request_apply, name="request-apply"),
    path("prets/", loans.loan_list, name="loans"),
    path("prets/<uuid:loan_id>/", loans.loan_page, name="loan"),
    path("prets/<uuid:loan_id>/echeances/<int:number>/", loans.instalment_page, name="instalment"),
    path("prets/<uuid:loan_id>/versement/", loans.loan_pay_out, name="loan-pay-out"),
    path("prets/<uuid:loan_id>/tirage/", drawdowns.loan_draw, name="loan-draw"),
    path("prets/<uuid:loan_id>/tirages/abandon/", drawdowns.loan_give_up, name="loan-give-up"),
    path("prets/<uuid:loan_id>/remboursement/", loans.loan_repay, name="loan-repay"),
    path("prets/<uuid:loan_id>/remboursement-anticipe/", loans.loan_repay_early, name="loan-repay-early"),
    path("prets/<uuid:loan_id>/interets-de-retard/", receipts.loan_late_interest, name="loan-late-interest"),
    path("prets/<uuid:loan_id>/trop-percu/", receipts.loan_refund, name="loan-refund"),
    path("prets/<uuid:loan_id>/remise/", receipts.loan_waive, name="loan-waive"),
    path("prets/<uuid:loan_id>/tout-rembourser/", payoffs.loan_payoff, name="loan-payoff"),
    path("prets/<uuid:loan_id>/remboursement-partiel/", receipts.loan_prepay, name="loan-prepay"),
    path(
        "prets/<uuid:loan_id>/remboursements/<uuid:repayment_id>/contre-passer/",
        loans.repayment_reverse,
        name="repayment-reverse",
    ),
    path("prets/<uuid:loan_id>/contrat/", agreements.agreement_page, name="agreement"),
    path("prets/<uuid:loan_id>/contrat/rediger/", agreements.agreement_draw_up, name="agreement-draw-up"),
    path("prets/<uuid:loan_id>/contrat/rappel/", agreements.agreement_remind, name="agreement-remind"),
    path("prets/<uuid:loan_id>/contrat/papier/", signed_copies.signed_copy_new, name="agreement-paper"),
    path("contrats-signes/<uuid:copy_id>/", signed_copies.signed_copy_confirm, name="signed-copy-confirm"),
    path("contrats-signes/<uuid:copy_id>/fichier.pdf", signed_copies.signed_copy_file, name="signed-copy-file"),
    path("prets/<uuid:loan_id>/contrat/<uuid:party_id>/", agreements.agreement_accept, name="agreement-accept"),
    path("prets/<uuid:loan_id>/avenants/<int:number>/", agreements.agreement_page, name="addendum"),
    path("prets/<uuid:loan_id>/avenants/<int:number>/rappel/", agreements.agreement_remind, name="addendum-remind"),
    path("prets/<uuid:loan_id>/avenants/<int:number>/papier/", signed_copies.signed_copy_new, name="addendum-paper"),
    path(
        "prets/<uuid:loan_id>/avenants/<int:number>/<uuid:party_id>/",
        agreements.agreement_accept,
        name="addendum-accept",
    ),
    path("prets/<uuid:loan_id>/avenants/<int:number>.pdf", documents.agreement_file, name="addendum-file"),
    path("prets/<uuid:loan_id>/decheance/", prepared_acts.call_in_prepare, name="call-in"),
    path("prets/<uuid:loan_id>/decheance/reprendre/", prepared_acts.call_in_reverse, name="call-in-reverse"),
    path("prets/<uuid:loan_id>/garantie/appeler/", guarantees.guarantee_call, name="guarantee-call"),
    path("prets/<uuid:loan_id>/garantie/restituer/", guarantees.contribution_return, name="contribution-return"),
    path(
        "prets/<uuid:loan_id>/garantie/restitution/reprendre/",
        guarantees.contribution_return_reverse,
        name="contribution-return-reverse",
    ),
    path("garanties/", sponsors.guarantee_list, name="guarantees"),
    path("prets/<uuid:loan_id>/parrains/<uuid:guarantee_id>/appeler/", sponsors.sponsor_call, name="sponsor-call"),
    path("prets/<uuid:loan_id>/appels/<uuid:call_id>/paiement/", sponsors.sponsor_payment, name="sponsor-payment"),
    path(
        "prets/<uuid:loan_id>/appels/<uuid:call_id>/reprendre/",
        sponsors.sponsor_call_reverse,
        name="sponsor-call-reverse",
    ),
    path("prets/<uuid:loan_id>/perte/", prepared_acts.write_off_prepare, name="write-off"),
    path("prets/<uuid:loan_id>/perte/reprendre/", prepared_acts.write_off_reverse, name="write-off-reverse"),
    path("prets/<uuid:loan_id>/recouvrement/", prepared_acts.loan_recover, name="loan-recover"),
    path(
        "prets/<uuid:loan_id>/recouvrements/<uuid:recovery_id>/contre-passer/",
        prepared_acts.recovery_reverse,
        name="recovery-reverse",
    ),
    path("prets/<uuid:loan_id>/actes/<uuid:act_id>/confirmer/", prepared_acts.act_confirm, name="act-confirm"),
    path("prets/<uuid:loan_id>/actes/<uuid:act_id>/abandonner/", prepared_acts.act_drop, name="act-drop"),
    path("prets/<uuid:loan_id>/autre-echeancier/", loan_changes.loan_change, name="loan-change"),
    path("prets/<uuid:loan_id>/contrat.pdf", documents.agreement_file, name="agreement-file"),
    path("prets/<uuid:loan_id>/echeancier.<table:extension>", documents.schedule_file, name="schedule-file"),
    path("placements/", placements.placement_list, name="placements"),
    path("placements/mandat/", signing_mandates.mandate_page, name="mandate"),
    path("placements/mandat/retirer/", signing_mandates.mandate_withdraw, name="mandate-withdraw"),
    path("placements/<uuid:placement_id>/preavis/", placements.placement_notice, name="placement-notice"),
    path("parts/<uuid:participation_id>/cession/", transfers.transfer_new, name="transfer-new"),
    path("cessions/<uuid:transfer_id>/", transfers.transfer_page, name="transfer"),
    path("cessions/<uuid:transfer_id>/accepter/", transfers.transfer_accept, name="transfer-accept"),
    path("cessions/<uuid:transfer_id>/terminer/", transfers.transfer_end, name="transfer-end"),
    path("cessions/<uuid:transfer_id>/passer/", transfers.transfer_book, name="transfer-book"),
    path("comptes/", accounts.own_account, name="accounts"),
    path("dossier/", evidence.own_evidence, name="evidence"),
    path("comptes/<uuid:membership_id>/dossier.<table:extension>", documents.evidence_file, name="evidence-file"),
    path("declarations/", declarations.own_declarations, name="declarations"),
    path("comptes/<uuid:membership_id>/releve.<file:extension>", documents.statement_file, name="statement-file"),
]
COMMITTEE = [
    path("comite/", committee.to_vote, name="committee"),
    path("comite/decisions/", committee.decisions, name="committee-decisions"),
    path("comite/<uuid:consultation_id>/", committee.consultation_page, name="consultation"),
    path("comite/<uuid:consultation_id>/vote/", committee.vote, name="vote"),
    path("comite/<uuid:consultation_id>/recu/", committee.receipt, name="receipt"),
    path("comite/<uuid:consultation_id>/recusation/", committee.recuse, name="recuse"),
    path("comite/<uuid:consultation_id>/questions/", committee.comment, name="comment"),
    path("comite/<uuid:consultation_id>/proces-verbal.pdf", documents.minutes_file, name="minutes-file"),
]
FUND = [
    path("caisse/", fund.overview, name="fund"),
    path("caisse/contrats/", contract_wording.wording_page, name="fund-wording"),
    path("caisse/contrats/apercu.pdf", contract_wording.wording_preview, name="fund-wording-preview"),
    path("caisse/tresorerie/", treasury.treasury, name="treasury"),
    path("caisse/tresorerie/mois.csv", treasury.treasury_file, name="treasury-file"),
    path("caisse/demandes/", requests.fund_request_list, name="fund-requests"),
    path("caisse/prets/", loans.fund_loan_list, name="fund-loans"),
    path("caisse/prets/retards/", arrears.arrears_page, name="fund-arrears"),
    path("caisse/placements/", placements.fund_placement_list, name="fund-placements"),
    path("caisse/placements/nouveau/", placements.placement_new, name="placement-new"),
    path("caisse/retraits/<uuid:withdrawal_id>/versement/", placements.withdrawal_pay, name="withdrawal-pay"),
    path("caisse/comptes/", accounts.fund_accounts, name="fund-accounts"),
    path("caisse/comptes/<uuid:membership_id>/", accounts.member_account, name="member-account"),
    path(
        "caisse/comptes/<uuid:membership_id>/declarations/",
        declarations.member_declarations,
        name="member-declarations",
    ),
    path("caisse/comptes/<uuid:membership_id>/dossier/", evidence.member_evidence, name="member-evidence"),
    path("caisse/regles/", rules.fund_rules, name="fund-rules"),
    path("caisse/reglages/", settings.settings_page, name="settings"),
    path("caisse/reglages/interets/", settings.settings_accrual, name="settings-accrual"),
    path("caisse/reglages/garantie/", settings.settings_guarantee, name="settings-guarantee"),
    path("caisse/reglages/plafonds/", settings.settings_limits, name="settings-limits"),
    path("caisse/reglages/repartition/", settings.settings_funding, name="settings-funding"),
    path("caisse/reglages/prets/<uuid:product_id>/offre/", product_settings.settings_offer, name="settings-offer"),
    path(
        "caisse/reglages/prets/<uuid:product_id>/contrat/",
        product_settings.settings_contract,
        name="settings-contract",
    ),
    path("caisse/reglages/prets/nouveau/", offered_products.settings_new_product, name="settings-new-product"),
    path(
        "caisse/reglages/prets/<uuid:product_id>/echeancier/",
        offered_products.settings_schedule,
        name="settings-schedule",
    ),
    path(
        "caisse/reglages/prets/<uuid:product_id>/retrait/",
        offered_products.settings_withdraw_product,
        name="settings-withdraw-product",
    ),
    path("caisse/reglages/prets/<uuid:product_id>/frais/", product_settings.settings_fee, name="settings-fee"),
    path("caisse/reglages/regles/", settings.settings_own_rule, name="settings-own-rule"),
    path("caisse/reglages/regles/<str:code>/fin/", settings.settings_own_rule_end, name="settings-own-rule-end"),
    path("caisse/ecritures/", entries.entry_list, name="fund-entries"),
    path("caisse/ecritures/<uuid:entry_id>/", entries.entry_page, name="entry"),
    path("caisse/ecritures/<uuid:entry_id>/contre-passer/", entries.entry_reverse, name="entry-reverse"),
    path("caisse/periodes/", periods.period_list, name="fund-periods"),
    path("caisse/periodes/cloturer/", periods.period_close, name="period-close"),
    path("caisse/periodes/rouvrir/", periods.period_reopen, name="period-reopen"),
]
EVERYONE = [
    path("simuler/", simulator.simulator, name="simulate"),
    path("sceaux/", seals.heads, name="seals"),
    path("sceaux/<str:book>/<int:number>/", seals.one_head, name="seal"),
    path("langue/", preferences.choose_language, name="set_language"),
    path("theme/", preferences.choose_theme, name="theme"),
    path("chapeau/", preferences.choose_hat, name="hat"),
    path("components/", components.components, name="components"),
]

urlpatterns = [*COOPERATIVE, *COMMITTEE, *FUND, *EVERYONE]
