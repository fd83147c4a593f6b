"""Numbers that Brazilian registers give out: CPF and CNPJ by their check digits, telephones by their area code."""

from complaints.intake.folding import vocabulary

_CPF_WEIGHTS = range(10, 1, -1)
_CNPJ_WEIGHTS = (5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
# Area codes in use; source: Anatel, Plano Geral de Códigos Nacionais.
_AREAS = vocabulary(
    "11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 41 42 43 44 45 46 47 48 49 51 53 54 55 61 62 63 "
    "64 65 66 67 68 69 71 73 74 75 77 79 81 82 83 84 85 86 87 88 89 91 92 93 94 95 96 97 98 99")


def _check_digit(digits, weights):
    rest = sum(digit * weight for digit, weight in zip(digits, weights, strict=False)) % 11
    return 0 if rest < 2 else 11 - rest


def is_cpf(digits):
    """Say whether 11 digits are a CPF by both check digits."""
    if len(digits) != 11 or len(set(digits)) == 1:
        return False
    figures = [int(digit) for digit in digits]
    first = _check_digit(figures, _CPF_WEIGHTS)
    return figures[9] == first and figures[10] == _check_digit(figures, range(11, 1, -1))


def is_cnpj(digits):
    """Say whether 14 digits are a CNPJ by both check digits."""
    if len(digits) != 14 or len(set(digits)) == 1:
        return False
    figures = [int(digit) for digit in digits]
    first = _check_digit(figures, _CNPJ_WEIGHTS)
    return figures[12] == first and figures[13] == _check_digit(figures, (6, *_CNPJ_WEIGHTS))


def _national(digits):
    """Return digits of a telephone without the codes of country and long distance."""
    if digits.startswith("55") and len(digits) > 11:
        digits = digits[2:]
    return digits.removeprefix("0")


def is_mobile(digits):
    """Say whether digits are a Brazilian mobile number with its area code."""
    national = _national(digits)
    return len(national) == 11 and national[:2] in _AREAS and national[2] == "9"


def is_phone(digits):
    """Say whether digits can be a person's telephone: with area code, or eight or nine digits without."""
    national = _national(digits)
    if national.startswith(("4004", "4003", "3003", "4020")) and len(national) == 8:
        return False
    if len(national) in (8, 9):
        return len(national) == 8 or national[0] == "9"
    return len(national) in (10, 11) and national[:2] in _AREAS
