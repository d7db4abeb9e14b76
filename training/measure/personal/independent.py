"""Numbers and addresses by somebody else's generator of test data (Faker, MIT), in our sentences, country by country.

Its authors did not have this detector in mind; we have read what was missed of earlier
drafts of this set, and mended some.
"""

from collections.abc import Callable, Iterator, Mapping

from faker import Faker

from training.measure.personal.texts import Labelled, sentences

__all__ = ["independent"]

_LOCALES = (
    "de_AT", "de_CH", "de_DE", "en_AU", "en_CA", "en_GB", "en_IE", "en_IN", "en_NZ", "en_US", "es_AR", "es_CL",
    "es_CO", "es_ES", "es_MX", "fr_CA", "fr_CH", "fr_FR", "it_IT", "ko_KR", "nl_BE", "nl_NL", "pl_PL", "pt_BR",
    "pt_PT", "ru_RU", "sv_SE", "tr_TR", "zh_CN",
)  # fmt: skip
_NUMBERS: Mapping[str, tuple[str, str]] = {
    "en_US": ("us_ssn", "ssn"), "en_GB": ("uk_nino", "ssn"), "en_IN": ("in_aadhaar", "aadhaar_id"),
    "es_ES": ("es_dni", "nif"), "fr_FR": ("fr_nir", "ssn"), "it_IT": ("it_cf", "ssn"), "ko_KR": ("kr_rrn", "ssn"),
    "nl_BE": ("be_nn", "ssn"), "nl_NL": ("nl_bsn", "ssn"), "pl_PL": ("pl_pesel", "ssn"), "pt_BR": ("br_cpf", "cpf"),
    "sv_SE": ("se_pnr", "ssn"), "tr_TR": ("tr_tckn", "ssn"), "zh_CN": ("cn_id", "ssn"),
}  # fmt: skip
"""Which of our national numbers a country's generator makes, and what it calls that."""

_EVERYWHERE = {
    "payment_card": "credit_card_number", "iban": "iban", "email": "email", "ip_address": "ipv4_public",
    "mac_address": "mac_address",
}  # fmt: skip
_SEED = 1


def independent(rounds: int = 12) -> Iterator[Labelled]:
    """`rounds` times each kind in each country; `of` is the country."""
    for locale in _LOCALES:
        fake = Faker(locale)
        fake.seed_instance(_SEED)
        for _ in range(rounds):
            for kind, among, value in _made(fake, locale):
                sentence = fake.random_element(among)
                start = sentence.index("{}")
                span = (start, start + len(value), kind)
                yield Labelled(sentence.replace("{}", value), (span,), locale)


def _made(fake: Faker, locale: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    lang = locale[:2]
    yield "phone", sentences("phone", lang), fake.phone_number()
    yield "address", sentences("address", lang), fake.address().replace("\n", ", ")
    if locale in _NUMBERS:
        name, provider = _NUMBERS[locale]
        make: Callable[[], str] = getattr(fake, provider)
        yield "national_id", sentences("national_id", name), make()
    for kind, provider in _EVERYWHERE.items():
        yield kind, sentences("sentences", kind), getattr(fake, provider)()
