"""SIREN, IBAN and e-mail: what is taken, in which form, and what each wrong one is told."""

import pytest

from members.domain.errors import (
    MemberError,
    SirenTooShort,
    TextMissing,
    TextTooLong,
    UnreadableText,
    WrongAccountKey,
    WrongEmail,
    WrongIban,
    WrongIbanKey,
    WrongSiren,
)
from members.services.validators import valid_email, valid_iban, valid_siren


@pytest.mark.parametrize("typed", ["732829320", "732 829 320", "732.829.320", "732\u00a0829\u202f320"])
def test_a_siren_is_taken_however_it_is_grouped(typed: str) -> None:
    assert valid_siren(typed) == "732829320"


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("732829321", WrongSiren),  # the check digit is wrong
        ("73282932", SirenTooShort),  # a spreadsheet took a zero away
        ("7328293200", WrongSiren),
        ("73282932O", WrongSiren),  # the letter O
        ("٧٣٢٨٢٩٣٢٠", WrongSiren),  # digits of another script
        ("000000000", WrongSiren),  # the check digit is right
        ("7.3282932E8", WrongSiren),
        (" ", TextMissing),
        ("7" * 61, TextTooLong),
    ],
)
def test_a_wrong_siren_is_refused(typed: str, error: type[MemberError]) -> None:
    with pytest.raises(error) as refused:
        valid_siren(typed)
    assert type(refused.value) is error


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("FR76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890189"),
        ("fr7630006000011234567890189", "FR7630006000011234567890189"),
        ("FR14-2004-1010-0505-0001-3M02-606", "FR1420041010050500013M02606"),
        ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
    ],
)
def test_an_iban_is_kept_without_spaces_in_capitals(typed: str, kept: str) -> None:
    assert valid_iban(typed) == kept


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("FR7630006000011234567890188", WrongIbanKey),  # one figure changed
        ("FR7630006000011234567809189", WrongIbanKey),  # two figures changed places
        ("FR0630006000011234567890188", WrongAccountKey),  # the IBAN's key was made for a wrong clé RIB
        ("FR763000600001123456789018", WrongIban),  # a figure is missing
        ("732829320", WrongIban),
        ("", TextMissing),
    ],
)
def test_a_wrong_iban_is_told_from_a_wrong_account_inside_a_right_one(typed: str, error: type[MemberError]) -> None:
    with pytest.raises(error) as refused:
        valid_iban(typed)
    assert type(refused.value) is error


def test_an_email_address_is_kept_in_lower_case() -> None:
    assert valid_email(" Contact@Atelier.Coop ") == "contact@atelier.coop"


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("contact@atelier", WrongEmail),
        ("contact atelier.coop", WrongEmail),
        ("a@b.coop, c@d.coop", WrongEmail),
        ("a@b.coop\nBcc: c@d.coop", WrongEmail),  # one line is made of it; it is no address
        ("\u202ea@b.coop", UnreadableText),
        ("", TextMissing),
        ("a" * 250 + "@b.coop", TextTooLong),
    ],
)
def test_a_wrong_email_address_is_refused(typed: str, error: type[MemberError]) -> None:
    with pytest.raises(error):
        valid_email(typed)
