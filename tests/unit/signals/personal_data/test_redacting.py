"""What is shown to everybody."""

from ombud.signals.personal_data import Found, find, redact


def test_each_place_is_replaced_by_what_it_was() -> None:
    text = "Ask jane@example.com or 212-555-0143, card 4111 1111 1111 1111, see https://example.com/jane"
    assert redact(text) == "Ask [email] or [phone], card [payment card], see [web address]"


def test_a_text_without_personal_data_stays_as_it_is() -> None:
    assert redact("Nothing to see here, 22 people came.") == "Nothing to see here, 22 people came."


def test_only_what_is_given_is_replaced() -> None:
    text = "Ask jane@example.com or 212-555-0143"
    assert redact(text, [one for one in find(text) if one.kind == "phone"]) == "Ask jane@example.com or [phone]"


def test_places_that_overlap_are_replaced_as_one() -> None:
    found = [Found(0, 5, "email"), Found(3, 8, "phone"), Found(4, 6, "iban")]
    assert redact("abcdefgh!", found) == "[email]!"


def test_a_row_of_a_table_is_redacted_cell_by_cell() -> None:
    row = "Jane,212-555-0143,4111111111111111,078-05-1120,jane@example.com"
    assert redact(row) == "Jane,[phone],[payment card],[national id],[email]"


def test_what_comes_to_light_is_redacted_too() -> None:
    assert redact("212-555-0143.(212) 555 0143") == "[phone].[phone]"


def test_an_address_of_the_web_goes_around_what_it_holds() -> None:
    assert redact("http://203.0.113.77/x") == "http://[ip address]/x"
