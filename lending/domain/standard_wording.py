"""The wording that a fund starts with: a proposal, which its own counsel must confirm."""

from typing import Final

from lending.domain.agreement_wording import Wording

_CLAUSES_FR = """\
L’emprunteur emploie le prêt à l’objet ci-dessus et paie chaque échéance à sa date, sur le compte que la caisse lui \
indique.

L’échéancier ci-dessus suppose un déblocage au jour voté. Les intérêts courent du jour du versement ; l’échéancier \
établi ce jour-là remplace celui-ci, aux mêmes conditions de taux.

Si une échéance reste impayée après une mise en demeure restée sans effet dans le délai qu’elle fixe, la totalité des \
sommes dues peut être rendue exigible.

Chaque paiement est réparti entre les prêteurs selon le capital restant dû à chacun, au centime près."""

_CLAUSES_EN = """\
The borrower uses the loan for the purpose above and pays each instalment on its due date, to the account that the \
fund names.

The schedule above supposes that the loan is paid out on the day voted. Interest runs from the day of payment; the \
schedule of that day replaces this one, on the same terms of interest.

If an instalment stays unpaid after a formal notice without effect within the time it sets, all that is owed may be \
called in.

Each payment is shared over the lenders by the principal outstanding to each, to the cent."""

_LEGAL_FR = """\
Taux effectif : indiqué sous la forme d’un TEG professionnel proportionnel, avec le taux et la durée de la \
période (code de la consommation, articles L314-1 et suivants et R314-2 ; code monétaire et financier, article \
L313-4). Le taux actuariel européen est donné pour comparaison.

Les intérêts échus ne portent intérêt que s’ils sont dus pour une année entière (code civil, article 1343-2).

Droit applicable et tribunal compétent : à désigner par les parties."""

_LEGAL_EN = """\
Effective rate: given as a proportional professional TEG with the rate and the length of the period (code de la \
consommation L314-1 and following, R314-2; code monétaire et financier L313-4). The EU actuarial rate is given for \
comparison.

Overdue interest bears interest only when due for a full year (code civil 1343-2).

Applicable law and competent court: to be named by the parties."""

_ADDENDUM_FR = """\
L’échéancier ci-dessus remplace, à compter du jour indiqué, celui qui était en vigueur. Les versions précédentes \
restent lisibles.

Toutes les clauses du contrat que le présent avenant ne modifie pas demeurent en vigueur et s’appliquent au nouvel \
échéancier."""

_ADDENDUM_EN = """\
From the day stated, the schedule above replaces the one that was in force. Earlier versions stay readable.

All clauses of the contract that this addendum does not change remain in force and apply to the new schedule."""

_MEMBERS_FR = """\
Prêts entre entreprises (code monétaire et financier, articles L511-6, 3 bis, et R511-2-1-1 et suivants) : comptes du \
prêteur certifiés, prêt accessoire à son activité, durée inférieure à trois ans, lien économique justifié, plafonds \
annuels ; attestation annuelle du commissaire aux comptes du prêteur.

Déclaration annuelle des contrats de prêt à l’administration fiscale (formulaire 2062) lorsqu’elle s’applique."""

_MEMBERS_EN = """\
Loans between companies (code monétaire et financier L511-6 3 bis, R511-2-1-1 and following): certified accounts of \
the lender, lending ancillary to its business, a term under three years, a documented economic link, yearly ceilings; \
yearly attestation by the lender's auditor.

Yearly declaration of loan agreements to the tax office (form 2062) where it applies."""

_FUND_FR = """\
Statut de la caisse : l’agrément ou l’exemption qui lui permet de recevoir des fonds remboursables et de les prêter \
(code monétaire et financier, article L511-5) est à préciser ici."""

_FUND_EN = """\
Status of the fund: the authorisation or exemption under which it takes repayable funds and lends them (code monétaire \
et financier L511-5) is to be stated here."""

_PREAMBLE = {
    (
        "fr",
        "members",
    ): "Chaque prêteur nommé ci-dessous prête sa propre part à l’emprunteur, directement et séparément ; "
    "la caisse tient le registre et ne détient aucun fonds.",
    ("fr", "fund"): "La caisse prête à l’emprunteur la trésorerie que les prêteurs nommés ci-dessous ont placée auprès "
    "d’elle, chacun pour sa propre part.",
    ("en", "members"): "Each lender named below lends its own part to the borrower, directly and separately; the fund "
    "keeps the register and holds no money.",
    (
        "en",
        "fund",
    ): "The fund lends to the borrower the treasury that the lenders named below have placed with it, each "
    "for its own part.",
}


# For a fund whose wording says nothing of its own about addenda.
STANDARD_ADDENDUM: Final = {"fr": _ADDENDUM_FR, "en": _ADDENDUM_EN}


def standard_wording(*, custody: str) -> Wording:
    """French and English wording for a fund that holds the cash ("fund") or whose members do ("members")."""
    between_members = custody == "members"
    return {
        "fr": {
            "title": "Convention de prêt {loan}",
            "preamble": _PREAMBLE["fr", custody],
            "clauses": _CLAUSES_FR,
            "special": "",
            "legal": f"{_LEGAL_FR}\n\n{_MEMBERS_FR if between_members else _FUND_FR}",
            "addendum": _ADDENDUM_FR,
        },
        "en": {
            "title": "Loan agreement {loan}",
            "preamble": _PREAMBLE["en", custody],
            "clauses": _CLAUSES_EN,
            "special": "",
            "legal": f"{_LEGAL_EN}\n\n{_MEMBERS_EN if between_members else _FUND_EN}",
            "addendum": _ADDENDUM_EN,
        },
    }
