"""National numbers: published examples, their check digits, and the words that name them."""

import pytest

from ombud.signals.personal_data import find
from ombud.signals.personal_data import national_checks as check


def shown(text: str) -> list[tuple[str, str]]:
    return [(one.detail, text[one.start : one.end]) for one in find(text) if one.kind == "national_id"]


@pytest.mark.parametrize(
    ("text", "name", "number"),
    [
        ("her SSN is 078-05-1120", "us_ssn", "078-05-1120"),
        ("078-05-1120 was on a card in a wallet", "us_ssn", "078-05-1120"),
        ("ssn 078051120", "us_ssn", "078051120"),
        ("DNI 12345678Z", "es_dni", "12345678Z"),
        ("12.345.678-Z", "es_dni", "12.345.678-Z"),
        ("NIE X1234567L", "es_dni", "X1234567L"),
        ("codice fiscale MRTMTT91D08F205J", "it_cf", "MRTMTT91D08F205J"),
        ("RSS MRA 85T10 A562S", "it_cf", "RSS MRA 85T10 A562S"),
        ("PAN ABCPK1234L", "in_pan", "ABCPK1234L"),
        ("NI number AB123456C", "uk_nino", "AB123456C"),
        ("AB 12 34 56 C", "uk_nino", "AB 12 34 56 C"),
        ("hetu 131052-308T", "fi_hetu", "131052-308T"),
        ("131052A308T", "fi_hetu", "131052A308T"),
        ("rut 12.345.670-K", "cl_rut", "12.345.670-K"),
        ("RUT 12.345.678-5", "cl_rut", "12.345.678-5"),
        ("Rentenversicherungsnummer 15070649C103", "de_pension", "15070649C103"),
        ("numéro de sécu 2 55 08 14 168 025 38", "fr_nir", "2 55 08 14 168 025 38"),
        ("Steuer-ID 86 095 742 719", "de_tax", "86 095 742 719"),
        ("BSN 111222333", "nl_bsn", "111222333"),
        ("rijksregister 85.07.30-033.28", "be_nn", "85.07.30-033.28"),
        ("PESEL 44051401359", "pl_pesel", "44051401359"),
        ("NIF 123456789", "pt_nif", "123456789"),
        ("111.444.777-35", "br_cpf", "111.444.777-35"),
        ("身份证号11010519491231002X", "cn_id", "11010519491231002X"),
        ("주민등록번호 850101-1234567", "kr_rrn", "850101-1234567"),
        ("aadhaar 2341 2341 2346", "in_aadhaar", "2341 2341 2346"),
        ("NHS number 943 476 5919", "uk_nhs", "943 476 5919"),
        ("personnummer 811218-9876", "se_pnr", "811218-9876"),
        ("fnr 01010750160", "no_fnr", "01010750160"),
        ("CPR 211062-5629", "dk_cpr", "211062-5629"),
        ("TC kimlik no 10000000146", "tr_tckn", "10000000146"),
        ("SA ID 8001015009087", "za_id", "8001015009087"),
        ("israeli id 123456782", "il_id", "123456782"),
        ("CNP 1960529460012", "ro_cnp", "1960529460012"),
        ("rodné číslo 736028/5163", "cz_rc", "736028/5163"),
        ("rodné číslo 520101/123", "cz_rc", "520101/123"),
    ],
)
def test_a_number_is_recognised_by_its_check_digits_with_its_name_or_its_form(
    text: str, name: str, number: str
) -> None:
    assert shown(text) == [(name, number)]


@pytest.mark.parametrize(
    "text",
    [
        "DNI 12345678A",
        "PESEL 44051401358",
        "BSN 111222334",
        "order 078-05-1120",
        "call 078-05-1120",
        "ssn 000-05-1120",
        "44051401359 in the log",
        "111222333 rows",
        "NI number GB123456C",
    ],
)
def test_without_check_digits_or_with_another_name_it_is_none(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("us_ssn", ["666051120", "900051120", "078001120", "078050000", "111111111"]),
        ("es_dni", ["Z1234567A"]),
        ("it_cf", ["RSSMRA85T10A562T", "RSSMRA85T00A562P", "RSSMRA85T75A562M"]),
        ("fr_nir", ["255081416802539", "2550814A6802538"]),
        ("de_tax", ["06095742719", "86095742718", "11111111111", "12345678903", "11223344556"]),
        ("de_pension", ["15070649C104", "15079949C103"]),
        ("nl_bsn", ["000000000", "111222334"]),
        ("be_nn", ["85073003329", "85173003328"]),
        ("pl_pesel", ["44051401350", "44991401359"]),
        ("pt_nif", ["123456780", "523456789", "413456789"]),
        ("br_cpf", ["11111111111", "11144477736"]),
        ("cn_id", ["110105194912310021", "11010519491331002X"]),
        ("kr_rrn", ["851301123456"]),
        ("in_aadhaar", ["234123412347"]),
        ("uk_nhs", ["9434765918", "0000000000", "1000000010"]),
        ("fi_hetu", ["131052308U", "321052308T", "1310A2308T"]),
        ("se_pnr", ["8112189877", "8199189876"]),
        ("no_fnr", ["01010750161", "99010750160", "01010750170"]),
        ("dk_cpr", ["3202625629"]),
        ("tr_tckn", ["10000000145", "10000000156"]),
        ("cl_rut", ["123456784"]),
        ("za_id", ["8001015009086", "8013015009084"]),
        ("il_id", ["123456783", "000000000"]),
        ("ro_cnp", ["1960529460011", "1961329460012"]),
        ("cz_rc", ["7360285164", "7399285163"]),
    ],
)
def test_a_check_refuses_what_is_not_given_out(name: str, numbers: list[str]) -> None:
    assert [number for number in numbers if getattr(check, name)(number)] == []


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("pt_nif", ["123456789", "100000010"]),
        ("fr_nir", ["255081416802538"]),
        ("be_nn", ["85073003328", "00012556777"]),
        ("se_pnr", ["8112189876", "198112189876", "7010632391"]),
        ("cz_rc", ["7360285163", "520101123", "0531135099"]),
        ("always", ["whatever"]),
        ("uk_nhs", ["9434765919", "9876543210"]),
    ],
)
def test_a_check_accepts_what_is(name: str, numbers: list[str]) -> None:
    assert [number for number in numbers if not getattr(check, name)(number)] == []
