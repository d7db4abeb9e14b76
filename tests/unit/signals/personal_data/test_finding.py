"""What is found in texts as people write them, and what is left alone."""

from itertools import pairwise

import pytest

from ombud.signals.personal_data import find


def shown(text: str) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.end]) for one in find(text)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("call me at (212) 555-1234 tomorrow", "(212) 555-1234"),
        ("212-555-0143 is Tom", "212-555-0143"),
        ("212.555.0143 is Tom", "212.555.0143"),
        ("my number is 2125550143", "2125550143"),
        ("Phone: 212-555-0143 x123", "212-555-0143 x123"),
        ("reach me on +44 20 7946 0958!", "+44 20 7946 0958"),
        ("+49 (0) 171 2345678 after six", "+49 (0) 171 2345678"),
        ("0049 171 2345678", "0049 171 2345678"),
        ("(+49) 171 2345678", "(+49) 171 2345678"),
        ("+999 12345678 is my phone", "+999 12345678"),
        ("06 12 34 56 78, demande Max", "06 12 34 56 78"),
        ("0612345678, demande Max", "0612345678"),
        ("612 34 56 78 de tarde", "612 34 56 78"),
        ("8 999 123-45-67", "8 999 123-45-67"),
        ("11 98765-4321 depois das seis", "11 98765-4321"),
        ("我的手机号是13812345678谢谢", "13812345678"),
        ("번호는 010-2345-6789이고", "010-2345-6789"),
        ("5 5 5 1 2 3 4 6 7 9", "5 5 5 1 2 3 4 6 7 9"),
        ("J. Doe\n312 555 01 43\nSpringfield", "312 555 01 43"),
        ("2125550143", "2125550143"),
        ("number 5: 212-555-0143 (home)", "212-555-0143"),
        ("(212) 555-1234 3 times", "(212) 555-1234"),
        ("flat 3 (212) 555-1234", "(212) 555-1234"),
        ("call 5551234", "5551234"),
        ("is 75550 20-30-40 my number?", "75550 20-30-40"),
        ("it is 75 55 20 30 (mobile)", "75 55 20 30"),
        ("75 55 20 30 is my phone for this order", "75 55 20 30"),
    ],
)
def test_a_telephone_number_is_found_whole(text: str, number: str) -> None:
    assert shown(text) == [("phone", number)]


@pytest.mark.parametrize(
    "text",
    [
        "order number 2125550143 is late",
        "my card 2125550143 was refused",
        "2125550143 views already",
        "the date 2026-11-22 and 22.11.2026 and 2019-2020",
        "3.14159265358979",
        "pi is 3.1415926 call me",
        "0.297 08/2001",
        "1 000 000 people",
        "555 5555 555 call",
        "600 000 000 stars, call me",
        "sets 6-4 3-6 7-5 6-7 6-3",
        "1-800-273-8255 is the crisis line",
        "(800) 273-8255",
        "Telefonseelsorge 0800 111 0 111",
        "12 34 56 78 were drawn",
        "205-206. 1804 was the year",
        "a1b2 1234567890123456789012",
        "9999999",
        "12345678901234567 call",
    ],
)
def test_a_number_that_is_nobodys_is_no_telephone_number(text: str) -> None:
    assert shown(text) == []


def test_two_numbers_in_a_row_are_two() -> None:
    assert shown("call 212-555-0143 212-555-0199") == [("phone", "212-555-0143"), ("phone", "212-555-0199")]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("write to jane.doe+x@mail.example.co.uk.", "jane.doe+x@mail.example.co.uk"),
        ("jane at example dot com works too", "jane at example dot com"),
        ("jane (at) mail (dot) co.uk", "jane (at) mail (dot) co.uk"),
        ("jane [at] example.com", "jane [at] example.com"),
        ("j.doe at example.com please", "j.doe at example.com"),
        ("jane @ example.com", "jane @ example.com"),
        ("jane arobase example point fr", "jane arobase example point fr"),
        ("邮箱abc@qq.com谢谢", "abc@qq.com"),
    ],
)
def test_a_mail_address_is_found_with_its_signs_in_words_too(text: str, address: str) -> None:
    assert shown(text) == [("email", address)]


@pytest.mark.parametrize(
    "text",
    [
        "we met at some point in town",
        "look at that dot on the map",
        "buy 5 @ 3.50 each",
        "one @ two.three",
        "come at noon dot night",
    ],
)
def test_ordinary_words_are_no_mail_address(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("he posts from 203.0.113.77", "ip_address", "203.0.113.77"),
        ("IP 1.2.3.4 again", "ip_address", "1.2.3.4"),
        ("203[.]0[.]113[.]77", "ip_address", "203[.]0[.]113[.]77"),
        ("2001:db8::8a2e:370:7334", "ip_address", "2001:db8::8a2e:370:7334"),
        ("00:1A:2B:3C:4D:5E", "mac_address", "00:1A:2B:3C:4D:5E"),
        ("001a.2b3c.4d5e", "mac_address", "001a.2b3c.4d5e"),
        ("see https://example.com/u/1, please", "web_address", "https://example.com/u/1"),
        ("见https://a.com/foo，谢谢", "web_address", "https://a.com/foo"),
        ("SampleDomain.com is mine", "web_address", "SampleDomain.com"),
        ("my website is rossi.it", "web_address", "rossi.it"),
        ("my-shop.it", "web_address", "my-shop.it"),
        ("a.rossi.it", "web_address", "a.rossi.it"),
        ("rossi.it/about", "web_address", "rossi.it/about"),
        ("EXAMPLE.COM", "web_address", "EXAMPLE.COM"),
        ("52.520008, 13.404954", "coordinates", "52.520008, 13.404954"),
        ("GPS 52.520 13.404", "coordinates", "52.520 13.404"),
        ("48°51'24\"N 2°21'03\"E", "coordinates", "48°51'24\"N 2°21'03\"E"),
        ("meet at 8FVC9G8F+6XQ", "coordinates", "8FVC9G8F+6XQ"),
        ("///filled.count.soap", "coordinates", "///filled.count.soap"),
        ("born on 12 March 1985", "birth_date", "12 March 1985"),
        ("born March 12, 1985", "birth_date", "March 12, 1985"),
        ("DOB: 03/12/85", "birth_date", "03/12/85"),
        ("DOB 12/31/1985", "birth_date", "12/31/1985"),
        ("geb. 29.2.00", "birth_date", "29.2.00"),
        ("生日1985年3月12日", "birth_date", "1985年3月12日"),
        ("passport C01X00T47", "passport", "C01X00T47"),
        ("driving licence MORGA657054SM9IJ", "driving_licence", "MORGA657054SM9IJ"),
        ("Kennzeichen B-MW 1234", "licence_plate", "B-MW 1234"),
        ("her plate is AB18 CDE", "licence_plate", "AB18 CDE"),
        ("account number 12345678", "bank_account", "12345678"),
        ("sort code 20-30-40", "bank_account", "20-30-40"),
    ],
)
def test_other_kinds_are_found_by_form_or_by_the_words_before(text: str, kind: str, part: str) -> None:
    assert shown(text) == [(kind, part)]


@pytest.mark.parametrize(
    "text",
    [
        "version 203.0.113.77",
        "section 1.2.3.4",
        "127.0.0.1 and 0.0.0.0 and 255.255.255.0",
        "300.1.1.25",
        "12:30:45 and 1:2:3:4:5:6:7:8:9",
        "::1 and a::b",
        "00:00:00:00:00:00",
        "it was done.It is over",
        "e.g. this, U.S.Co",
        "main.py and readme.md",
        "Partei.Es wird",
        "there.it is",
        "95.123456, 13.404954",
        "52.5200, 213.4049",
        "52.520, 13.404",
        "98°51'24\"N 2°21'03\"E",
        "born in 1985",
        "on 12 March 1985 the law passed",
        "born on 31.2.1985",
        "born on 32 March 1985",
        "生日1985年13月12日",
        "passport control took 2 hours",
        "my plate is 12345",
        "my plate is ABCDEF",
        "my account. It is 12345678",
        "my account? It is 12345678",
        "the account has 370.000 entries",
    ],
)
def test_what_merely_looks_like_it_is_left_alone(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("card 4111 1111 1111 1111 exp 12/27", "4111 1111 1111 1111"),
        ("4111111111111111", "4111111111111111"),
        ("3782-822463-10005", "3782-822463-10005"),
        ("my visa 4222222222222", "4222222222222"),
        ("5555.5555.5555.4444", "5555.5555.5555.4444"),
        ("４１１１　１１１１　１１１１　１１１１", "４１１１　１１１１　１１１１　１１１１"),
    ],
)
def test_a_card_number_has_an_issuer_a_length_and_a_check_digit(text: str, number: str) -> None:
    assert shown(text) == [("payment_card", number)]


@pytest.mark.parametrize(
    "text",
    [
        "card 4111 1111 1111 1112",
        "order 4111111111111111",
        "barcode 4222222222222",
        "4222222222222",
        "card 9111111111111117",
    ],
)
def test_other_long_numbers_are_no_cards(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE89 3704 0044 0532 0130 00 please", "DE89 3704 0044 0532 0130 00"),
        ("GB82WEST12345698765432", "GB82WEST12345698765432"),
        ("gb82 west 1234 5698 7654 32", "gb82 west 1234 5698 7654 32"),
        ("GB93RCNM7430198406734 please", "GB93RCNM7430198406734"),
        ("to GB93RCNM7430198406734", "GB93RCNM7430198406734"),
    ],
)
def test_an_iban_adds_up(text: str, code: str) -> None:
    assert shown(text) == [("iban", code)]


@pytest.mark.parametrize(
    "text", ["DE88 3704 0044 0532 0130 00", "XX89370400440532013000", "AB12 3456 plus words of all kinds"]
)
def test_what_does_not_add_up_is_no_iban(text: str) -> None:
    assert "iban" not in [kind for kind, _ in shown(text)]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("She is at 14 Maple Street, Springfield, IL 62704.", "14 Maple Street, Springfield, IL 62704"),
        ("12 N. Oak Ave., Apt 5, Austin, TX 78701", "12 N. Oak Ave., Apt 5, Austin, TX 78701"),
        ("10 High Street, Leeds LS1 4AB", "10 High Street, Leeds LS1 4AB"),
        ("he lives at 14 Maple Street", "14 Maple Street"),
        ("ship to P.O. Box 123", "P.O. Box 123"),
        ("Musterstraße 12, 10115 Berlin", "Musterstraße 12, 10115 Berlin"),
        ("er wohnt Lange Str. 5", "Lange Str. 5"),
        ("Kerkstraat 12, 1012 AB Amsterdam", "Kerkstraat 12, 1012 AB Amsterdam"),
        ("Storgatan 5, 111 22 Stockholm", "Storgatan 5, 111 22 Stockholm"),
        ("12 rue de la Paix, 75002 Paris", "12 rue de la Paix, 75002 Paris"),
        ("Calle Mayor 12, 28013 Madrid", "Calle Mayor 12, 28013 Madrid"),
        ("Via Roma 10, 00184 Roma", "Via Roma 10, 00184 Roma"),
        (
            "Rua das Flores, 123, Centro, São Paulo - SP, 01001-000",
            "Rua das Flores, 123, Centro, São Paulo - SP, 01001-000",
        ),
        ("ul. Długa 5/7, 00-238 Warszawa", "ul. Długa 5/7, 00-238 Warszawa"),
        ("ул. Ленина, д. 5, кв. 12", "ул. Ленина, д. 5, кв. 12"),
        ("Gül Mah. Lale Sok. No: 5", "Gül Mah. Lale Sok. No: 5"),
        ("北京市海淀区中关村大街27号", "北京市海淀区中关村大街27号"),
        ("東京都千代田区千代田1-1-1", "東京都千代田区千代田1-1-1"),
        ("서울특별시 강남구 테헤란로 152", "서울특별시 강남구 테헤란로 152"),
    ],
)
def test_an_address_has_street_number_and_postcode_or_a_word_before_it(text: str, address: str) -> None:
    assert shown(text) == [("address", address)]


@pytest.mark.parametrize(
    "text", ["14 Maple Street is nice", "5 miles down the road, my address is secret", "Wall Street fell 5 points"]
)
def test_a_street_alone_is_no_address(text: str) -> None:
    assert shown(text) == []


def test_the_weightier_of_two_that_overlap_is_kept() -> None:
    assert shown("http://203.0.113.77/x") == [("ip_address", "203.0.113.77")]
    assert shown("mailto jane@example.com") == [("email", "jane@example.com")]


def test_places_come_in_order_and_apart() -> None:
    found = find("born on 12 March 1985, phone 212-555-0143, a@example.com, SSN 078-05-1120, 203.0.113.77")
    assert [one.kind for one in found] == ["birth_date", "phone", "email", "national_id", "ip_address"]
    assert all(one.end <= other.start for one, other in pairwise(found))
