"""What the codes that lending writes into a book are called: kinds of entry, acts, and the things both are about."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lending.services.bookkeeping.entries import EVENTS
from lending.statements.entry_words import ENTRY_WORDS

ACTS: dict[str, Promise | str] = {
    "agree_loan": _("Loan agreed"),
    "disburse_loan": _("Loan paid out"),
    "draw_tranche": _("Tranche drawn"),
    "release_tranches": _("Undrawn tranches given up"),
    "lapse_loan": _("Loan lapsed"),
    "place_treasury": _("Treasury placed"),
    "pay_withdrawal": _("Withdrawal paid"),
    "repay_loan": _("Receipt recorded"),
    "reverse_repayment": _("Receipt reversed"),
    "take_over_loan": _("Taken over by another loan"),
    "waive_dues": _("Dues waived"),
    "refund_credit": _("Overpayment refunded"),
    "charge_costs": _("Costs charged"),
    "return_contribution": _("Contribution to the guarantee fund returned"),
    "take_return_back": _("Return of the contribution taken back"),
    "write_off_loan": _("Loan written off"),
    "reverse_write_off": _("Write-off taken back"),
    "record_recovery": _("Recovery recorded"),
    "reverse_recovery": _("Recovery reversed"),
    "transfer_participation": _("Part handed over to another lender"),
    "replay_acts": _("Done again after what was told late"),
    "close_books": _("Period closed to entries"),
    "reverse_entry": _("Entry reversed by hand"),
}
THINGS: dict[str, Promise | str] = {
    "loan": pgettext_lazy("what an entry is about", "loan"),
    "placement": pgettext_lazy("what an entry is about", "placement"),
    "withdrawal": pgettext_lazy("what an entry is about", "withdrawal"),
    "repayment": pgettext_lazy("what an entry is about", "receipt"),
    "charge": pgettext_lazy("what an entry is about", "cost"),
    "write_off": pgettext_lazy("what an entry is about", "write-off"),
    "recovery": pgettext_lazy("what an entry is about", "recovery"),
    "transfer": pgettext_lazy("what an entry is about", "transfer of a part"),
    "accrual": pgettext_lazy("what an entry is about", "interest"),
}
KINDS: dict[str, Promise | str] = {
    **{kind: ENTRY_WORDS[words] for kind, (_journal, words) in EVENTS.items()},
    "expiry": ENTRY_WORDS["Engagement caduc"],
    "reversal": pgettext_lazy("entry", "Reversal"),
}

BOOK_WORDS: dict[tuple[str, str], Promise | str] = {
    (what, code): words
    for what, known in (("kind", KINDS), ("act", ACTS), ("thing", THINGS))
    for code, words in known.items()
}
