"""A file of members as people make it: separators, marks, line ends, quotes; and what is wrong, line by line."""

import pytest

from lending.domain.member_file import read_member_file

HEADER = "siren;nom;iban;courriel;ville"
CELLS = {"siren": "1", "name": "Atelier é", "iban": "3", "email": "4", "city": "5"}


@pytest.mark.parametrize(
    "content",
    [
        "siren,name,iban,email,city\n1,Atelier é,3,4,5\n",
        "siren;nom;iban;courriel;ville\n1;Atelier é;3;4;5",
        "\ufeffSIREN;Raison sociale;IBAN;Adresse e-mail;Ville\r\n1;Atelier é;3;4;5\r\n",
        "siren\tname\tiban\te-mail\tcity\r1\tAtelier é\t3\t4\t5\r",
        '"siren";"name";"iban";"email";"city"\n"1";"Atelier é";"3";"4";"5"\n',
        "\n\nname;siren;city;email;iban\n\n  Atelier é ; 1;5 ;4;3\n;;;;\n",
        "siren;name;iban;email;city;;\n1;Atelier é;3;4;5;;\n",
    ],
)
def test_however_it_was_saved_the_same_member_is_read(content: str) -> None:
    file = read_member_file(content.encode())
    assert ([line.cells for line in file.lines], file.faults) == ([CELLS], [])


def test_a_line_is_counted_as_an_editor_counts_it() -> None:
    content = f'{HEADER}\r\n\r\n1;"Atelier\r\né";3;4;5\r\n2;B;3;4;5\r\n'
    assert [line.line for line in read_member_file(content.encode()).lines] == [3, 5]


def test_a_separator_inside_quotes_is_text() -> None:
    file = read_member_file(f'{HEADER}\n1;"Bois; fer; ""verre""";3;4;5'.encode())
    assert file.lines[0].cells["name"] == 'Bois; fer; "verre"'


def test_columns_we_do_not_know_are_told_and_not_read() -> None:
    file = read_member_file(b"siren;name;iban;email;Notes;Nb salari\xc3\xa9s\n1;2;3;4;5;6")
    assert (file.ignored, file.faults) == (["Notes", "Nb salariés"], [])


@pytest.mark.parametrize(
    ("content", "line", "column", "told"),
    [
        (b"", 1, "", "The file is empty"),
        (b"\xef\xbb\xbf\r\n", 1, "", "The file is empty"),
        (b"732829320;Atelier;FR76;a@b.coop;Lyon", 1, "", "The first line must say the columns"),
        (b"siren;nom;iban;ville\n1;2;3;4", 1, "email", "The column email is missing"),
        (b"siren;nom;iban;courriel;mail\n1;2;3;4;5", 1, "courriel", "after another that means the same"),
        (HEADER.encode(), 2, "", "There is no member"),
        (f"{HEADER}\n1;2;3;4;5\n1;2;3;4".encode(), 3, "", "This line has 4 cells and the first line has 5"),
        (f"{HEADER}\n1;Bois;fer;3;4;5".encode(), 2, "", "This line has 6 cells and the first line has 5"),
        (f'{HEADER}\n1;2;3;4;5\n1;"Bois;3;4;5\n2;B;3;4;5\n'.encode(), 3, "", "The quotes of this line do not match"),
        (f"{HEADER}\r\n1;2;3;4;5\r\n2;Créa;3;4;5".encode("cp1252"), 3, "", "Byte 0xE9 is not UTF-8"),
        (b"\xef\xbb\xbf" + f"{HEADER}\n2;Cr\xe9a;3;4;5".encode("latin-1"), 2, "", "Byte 0xE9 is not UTF-8"),
        (f"{HEADER}\n1;2;3;4;5".encode("utf-16"), 1, "", "the file was made as UTF-16"),
        (b"PK\x03\x04\x14\x00\xff", 1, "", "Byte 0xFF is not UTF-8"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_line_and_column(content: bytes, line: int, column: str, told: str) -> None:
    (fault,) = read_member_file(content).faults
    assert (fault.line, fault.column) == (line, column)
    assert told in str(fault.rule)


def test_every_wrong_line_is_named_and_not_the_first_alone() -> None:
    file = read_member_file(f"{HEADER}\n1;2\n1;2;3;4;5\n1;2;3;4;5;6\n".encode())
    assert [fault.line for fault in file.faults] == [2, 4]
    assert [line.line for line in file.lines] == [3]
