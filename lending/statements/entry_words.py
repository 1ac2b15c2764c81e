"""The words of entries in the language of who reads: the books themselves are in French (code de commerce L123-22)."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

# What an entry's description begins with; who or what it is about comes after it. Words that a person typed stay.
ENTRY_WORDS: dict[str, Promise | str] = {
    "Placement": pgettext_lazy("entry", "Placement"),
    "Retrait": pgettext_lazy("entry", "Withdrawal"),
    "Engagement": pgettext_lazy("entry", "Set aside for a loan"),
    "Engagement caduc": pgettext_lazy("entry", "Set aside no more"),
    "Déblocage": pgettext_lazy("entry", "Payment of a loan"),
    "Intérêts échus": pgettext_lazy("entry", "Interest due"),
    "Intérêts courus": pgettext_lazy("entry", "Interest accrued"),
    "Remboursement": pgettext_lazy("entry", "Repayment"),
    "Regroupement": pgettext_lazy("entry", "Consolidation"),
    "Dépôt de garantie": pgettext_lazy("entry", "Guarantee deposit"),
    "Restitution du dépôt de garantie": pgettext_lazy("entry", "Guarantee deposit returned"),
    "Appel du fonds de garantie": pgettext_lazy("entry", "Call on the guarantee fund"),
    "Paiement de la caution": pgettext_lazy("entry", "Payment of a sponsor"),
    "Perte": pgettext_lazy("entry", "Loss"),
    "Recouvrement": pgettext_lazy("entry", "Recovery"),
    "Intérêts de retard": pgettext_lazy("entry", "Late interest"),
    "Indemnité de remboursement anticipé": pgettext_lazy("entry", "Early repayment indemnity"),
    "Frais de dossier": pgettext_lazy("entry", "Fee"),
    "Remboursement de trop-perçu": pgettext_lazy("entry", "Overpayment refunded"),
    "Remise": pgettext_lazy("entry", "Waiver"),
    "Cession de participation": pgettext_lazy("entry", "Transfer of a part"),
    "Rejeu à la suite d’un acte du": pgettext_lazy("entry", "Done again because of an act of"),
    "Intérêts à recalculer": pgettext_lazy("entry", "Interest to be reckoned again"),
    "Clôture de l’exercice": pgettext_lazy("entry", "Closing of the year"),
}


def told_entry(description: str) -> str:
    """What an entry is, in the language in force: `Repayment P2026-001` for `Remboursement P2026-001`."""
    known = [words for words in ENTRY_WORDS if description == words or description.startswith(f"{words} ")]
    if not known:
        return description
    words = max(known, key=len)
    return f"{ENTRY_WORDS[words]}{description.removeprefix(words)}"
