"""The document that comes with the file: what is in it, how it is written, what was left out (LPF art. A47 A-1, IX)."""

from ledger.domain import fec
from ledger.domain.fec import ranges
from ledger.exports.fec import FecLines
from ledger.selectors.sealed_lines import absent_numbers

COLUMNS = (
    ("JournalCode", "code du journal"),
    ("JournalLib", "libellé du journal"),
    ("EcritureNum", "numéro légal de l’écriture : journal, exercice, rang sans rupture, donné au scellement"),
    ("EcritureDate", "date de comptabilisation"),
    ("CompteNum", "numéro de compte, dont les trois premiers chiffres sont ceux du plan comptable général"),
    ("CompteLib", "libellé du compte"),
    ("CompAuxNum", "non utilisé : les comptes individuels ont leur propre numéro de compte"),
    ("CompAuxLib", "non utilisé"),
    ("PieceRef", "référence de la pièce justificative ; à défaut le numéro légal"),
    ("PieceDate", "date de la pièce : la date de comptabilisation"),
    ("EcritureLib", "libellé de l’écriture"),
    ("Debit", "montant au débit"),
    ("Credit", "montant au crédit"),
    ("EcritureLet", "non utilisé"),
    ("DateLet", "non utilisé"),
    ("ValidDate", "date de validation : celle du scellement, après lequel rien ne change"),
    ("Montantdevise", "non utilisé : le fichier est dans la monnaie du livre"),
    ("Idevise", "non utilisé"),
)


def description(lines: FecLines, *, file_name: str, sha256: str, owner: str, is_closed: bool) -> str:
    """Describe a file that was written to its end, in French."""
    year = lines.year
    status = (
        "exercice clos" if is_closed else "exercice non clos : fichier provisoire, d’autres écritures peuvent suivre"
    )
    head = [
        f"Description du fichier des écritures comptables {file_name}",
        "",
        f"Entité : {owner}",
        f"Livre : {lines.book}, tenu en {lines.currency}",
        f"Exercice : {year.label}, du {year.starts_on:%d/%m/%Y} au {year.ends_on:%d/%m/%Y} ({status})",
        f"Écritures : {lines.entry_count}",
        f"Lignes : {lines.line_count}",
        f"Total au débit : {fec.amount(lines.debit)}",
        f"Total au crédit : {fec.amount(lines.credit)}",
        f"SHA-256 : {sha256}",
        "",
        "Fichier à plat : une ligne d’en-tête, puis une ligne par débit ou crédit ; champs séparés par une tabulation,",
        f"enregistrements terminés par CR LF ; encodage {lines.encoding} ; dates AAAAMMJJ ; virgule décimale, sans",
        "séparateur de milliers. Tabulations, barres verticales et sauts de ligne sont retirés des textes.",
        "",
        "Ordre : les à-nouveaux d’abord, puis les écritures dans l’ordre de leur validation.",
        "",
        "À-nouveaux : le livre est continu, les soldes s’y reportent d’eux-mêmes. L’écriture d’à-nouveaux est donc",
        "calculée : le solde de chaque compte la veille du premier jour, sous le numéro",
        f"{fec.OPENING_JOURNAL}-{year.label}-000000.",
        "",
        "Champs :",
        *(f"  {name} : {meaning}" for name, meaning in COLUMNS),
        "",
        "Numéros sans ligne dans ce fichier (la suite des numéros du livre, elle, est sans rupture) :",
    ]
    return "\n".join([*head, *_absent(lines), ""])


def _absent(lines: FecLines) -> list[str]:
    found = absent_numbers(book=lines.book, year=lines.year)
    if not found:
        return ["  aucun"]
    why = {
        True: "écritures de clôture des comptes de charges et de produits, exclues par l’article A47 A-1",
        False: "réservations, qui ne meuvent aucun compte",
    }
    return [
        f"  {journal}-{lines.year.label} : {ranges(numbers)} ({why[closes]})"
        for (journal, closes), numbers in found.items()
    ]
