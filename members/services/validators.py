"""Numbers and addresses that must be right before they are kept: SIREN, IBAN, e-mail."""

from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from schwifty import IBAN
from schwifty.exceptions import InvalidBBANChecksum, InvalidChecksumDigits, SchwiftyException
from stdnum.exceptions import ValidationError as NumberError
from stdnum.fr import siren

from members.domain.errors import SirenTooShort, WrongAccountKey, WrongEmail, WrongIban, WrongIbanKey, WrongSiren
from members.domain.text import compact, has_nine_digits, required

EMAIL_LENGTH_MAX: Final = 254
NUMBER_LENGTH_MAX: Final = 60


def valid_siren(text: str) -> str:
    """The nine digits of a SIREN whose check digit is right; spaces are accepted.

    :raises TextMissing, WrongSiren:
    """
    number = compact(required(text, maximum=NUMBER_LENGTH_MAX))
    if number.isascii() and number.isdigit() and 6 <= len(number) < 9:
        raise SirenTooShort(value=text, count=len(number))
    try:
        # Nine zeros have a right check digit, and belong to nobody.
        return siren.validate(number if has_nine_digits(number) and int(number) else "")
    except NumberError as error:
        raise WrongSiren(value=text) from error


def valid_iban(text: str) -> str:
    """An IBAN without spaces, whose check digits are right, and so is the account's own key (in France, clé RIB).

    :raises TextMissing, WrongIban:
    """
    try:
        return IBAN(compact(required(text, maximum=NUMBER_LENGTH_MAX)), validate_bban=True).compact
    except InvalidBBANChecksum as error:
        raise WrongAccountKey(value=text) from error
    except InvalidChecksumDigits as error:
        raise WrongIbanKey(value=text) from error
    except SchwiftyException as error:
        raise WrongIban(value=text) from error


def valid_email(text: str) -> str:
    """An e-mail address in lower case.

    :raises TextMissing, TextTooLong, WrongEmail:
    """
    address = required(text, maximum=EMAIL_LENGTH_MAX).lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise WrongEmail(value=text) from error
    return address
