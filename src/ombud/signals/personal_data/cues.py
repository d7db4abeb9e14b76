"""The words around a number say what it is: the same nine digits are a phone number, an order or an account."""

import re

import ahocorasick_rs

__all__ = ["NEAR", "OTHER", "cue_after", "cue_before", "hint"]

OTHER = "other"
"""The label of words that announce something that is nobody's: orders, versions, prices, scores."""

NEAR, _AFTER = 44, 24
"""How many characters before and after a place are looked at."""

_WORDS = {
    "phone": """
        phone|phone number|telephone|tel|tel.|mobile|cell|cellphone|call|call me|calling|ring|text me|text|sms|
        whatsapp|whats app|signal me|telegram|viber|fax|dial|hotline|voicemail|reach me|reached|reached on|
        reached at|number on my account|number was|reach him|reach her|contact|my number|his number|her number|
        your number|our number|hit me up|hmu|ph|landline|contact number|telefon|telefonnummer|handy|handynummer|
        mobil|mobilnummer|anrufen|ruf|ruf mich an|rufnummer|durchwahl|meine nummer|téléphone|telephone|portable|
        appelle|appelez|appeler|joindre|mon numéro|son numéro|teléfono|telefono|móvil|movil|celular|llama|llámame|
        llamar|llame|mi número|mi numero|su número|guasap|cellulare|chiama|chiamami|chiamare|il mio numero|telefone|
        telemóvel|telemovel|ligue|liga|me liga|meu número|meu numero|zap|zapzap|telefoon|telefoonnummer|mobiel|bel|
        bel me|bellen|gsm|mijn nummer|komórka|zadzwoń|dzwoń|numer telefonu|mój numer|puhelin|puhelinnumero|soita|
        ring mig|telefonnr|mobilnr|ring meg|mitt nummer|telefonu|ara|beni ara|numaram|numarası|cep|telefonszám|hívj|
        zavolej|volejte|sună|sunați|numărul meu|телефон|тел|тел.|звони|звоните|позвони|номер телефона|мой номер|моб|
        сотовый|мобильный|дзвони|τηλέφωνο|κινητό|טלפון|نقال|هاتف|جوال|اتصل|رقمي|واتساب|फोन|फ़ोन|मोबाइल|कॉल|电话|
        電話|手机|手機|联系方式|致电|打给|携帯|番号は|전화|전화번호|휴대폰|핸드폰|연락처|số điện thoại|sđt|hubungi|
        telpon|nomor saya|no hp|hp|wa""",
    "payment_card": """
        card|credit card|debit card|card number|cvv|cvc|expires|expiry|exp|pay with|paying with|visa|mastercard|
        amex|american express|discover|diners|karte|kreditkarte|kartennummer|tarjeta|número de tarjeta|carte|
        carte bancaire|carte bleue|cartão|carta di credito|carta|creditcard|kaart|karta|numer karty|kart numarası|
        карта|карты|карту|卡号|信用卡|カード|카드""",
    "bank_account": """
        account|account number|account no|acct|bank account|a/c|routing|routing number|sort code|konto|kontonummer|
        kto|bankverbindung|compte|compte bancaire|cuenta|cuenta bancaria|número de cuenta|clabe|cbu|conta|
        conta corrente|conto|conto corrente|rekening|rekeningnummer|bankgiro|plusgiro|rachunek|numer konta|hesap|
        hesap no|расчётный счёт|счёт|银行账号|银行卡|账号|口座番号|계좌|계좌번호""",
    "passport": """
        passport|passport no|passport number|reisepass|passnummer|passeport|pasaporte|passaporto|passaporte|
        paspoort|paspoortnummer|paszport|pasaport|паспорт|护照|護照|パスポート|여권""",
    "driving_licence": """
        driving licence|driver's license|drivers license|driver license|driver's licence|driving license|dl number|
        führerschein|führerscheinnummer|permis de conduire|permiso de conducir|carnet de conducir|
        licencia de conducir|patente di guida|carta de condução|rijbewijs|prawo jazdy|ehliyet|водительское|驾驶证|
        免許証|운전면허""",
    "birth_date": """
        born|born on|dob|d.o.b.|date of birth|birth date|birthdate|birthday|bday|b-day|geboren|geboren am|geb.|
        geburtsdatum|geburtstag|né le|née le|né(e) le|date de naissance|anniversaire|nací|nació|nacido|nacida|
        fecha de nacimiento|nato il|nata il|data di nascita|nascido|nascida|nasci|data de nascimento|geboortedatum|
        geboren op|urodzony|urodzona|data urodzenia|ur.|född|fødselsdato|født|syntynyt|syntymäaika|doğum tarihi|
        doğum|родился|родилась|дата рождения|出生|生日|出生日期|生年月日|생년월일|생일""",
    "licence_plate": """
        plate|plates|license plate|licence plate|number plate|plate number|reg|registration|kennzeichen|
        nummernschild|plaque|immatriculation|immatriculé|immatriculée|matrícula|matricula|placa|placas|targa|
        targata|targato|kenteken|rejestracja|tablica|rejestracyjny|registreringsnummer|reg.nr|skilt|rekisterinumero|
        plaka|plakalı|госномер|номерной знак|гос номер|车牌|車牌|ナンバー|번호판""",
    "address": """
        address|home address|lives at|live at|living at|i live at|lives on|live on|his house|her house|their house|
        my house|house is|home is|resides at|staying at|located at|come to|deliver to|ship to|shipping to|mail to|
        send it to|moved to|postcode|zip|zip code|zipcode|adresse|anschrift|wohnt|wohne|wohnhaft|postleitzahl|plz|
        habite|j'habite|domicile|domicilié|demeurant|vive en|vivo en|dirección|direccion|domicilio|abita|abito|
        residente|indirizzo|mora na|moro na|mora em|endereço|morada|woont|adres|mieszka|zamieszkały|bor på|adress|
        osoite|asuu|adresi|oturuyor|адрес|живёт|живет|проживает|地址|住在|住址|住所|주소|postal code""",
    "ip_address": "ip|ip address|ip-adresse|ip addr|ipv4|ipv6|adresse ip|dirección ip|indirizzo ip|айпи|logged in from",
    "web": """
        website|web site|site|web|visit|see|check|check out|domain|url|link|homepage|page|blog|online at|go to|
        webseite|seite|besucht|siehe|sitio|sitio web|página|visita|visite|sito|sito web|voir|strona|webbplats|сайт|
        网站""",
    "coordinates": """
        coordinates|coords|gps|location|lat|latitude|long|longitude|koordinaten|coordonnées|coordenadas|coordinate|
        координаты|坐标|座標|좌표""",
    "id": """
        id number|id no|id card|identity card|national id|identity number|identification number|personal id|
        citizen id|personalausweis|ausweis|carte d'identité|documento de identidad|carta d'identità|
        documento d'identità|documento|identiteitskaart|dowód|kimlik""",
    "us_ssn": "ssn|ssn#|social security|social security number|soc sec|social|s.s.n.|seguro social",
    "es_dni": "dni|nie|nif",
    "it_cf": "codice fiscale|c.f.|cod. fisc.",
    "fr_nir": "nir|numéro de sécurité sociale|numéro de sécu|sécurité sociale|sécu|carte vitale|n° sécu",
    "de_tax": "steuer-id|steuerid|steuer id|steueridentifikationsnummer|steuernummer|idnr|steuer-idnr",
    "de_pension": "rentenversicherungsnummer|sozialversicherungsnummer|versicherungsnummer|rvnr|sv-nummer|svnr",
    "nl_bsn": "bsn|burgerservicenummer|sofinummer|sofi-nummer",
    "be_nn": "rijksregisternummer|rijksregister|registre national|numéro national|niss|insz",
    "pl_pesel": "pesel|peselu|nr pesel",
    "pt_nif": "nif|contribuinte|número de contribuinte|nº de contribuinte",
    "br_cpf": "cpf|cadastro de pessoas físicas",
    "cn_id": "身份证|身份证号|身分證|公民身份号码",
    "kr_rrn": "주민등록번호|주민번호",
    "in_aadhaar": "aadhaar|aadhar|uidai|uid|adhaar|आधार",
    "in_pan": "pan|pan card|pan number|pan no",
    "uk_nino": "national insurance|national insurance number|ni number|nino|ni no",
    "uk_nhs": "nhs|nhs number|nhs no",
    "fi_hetu": "hetu|henkilötunnus|sotu",
    "se_pnr": "personnummer|person-nr|persnr|pnr|samordningsnummer",
    "tr_tckn": "tc kimlik|tc kimlik no|kimlik no|kimlik numarası|t.c. no|tc no|tckn",
    "cl_rut": "rut|rol único|run",
    "za_id": "sa id|south african id|rsa id|id nommer",
    "il_id": "teudat zehut|ת.ז|ת.ז.|תעודת זהות|israeli id|מספר זהות",
    "no_fnr": "fødselsnummer|personnr|fnr",
    "dk_cpr": "cpr|cpr-nummer|cpr-nr|personnummer cpr",
    "ro_cnp": "cnp|cod numeric personal",
    "cz_rc": "rodné číslo|rodne cislo|r.č.|rodným číslom|rodným číslem",
    OTHER: """
        order|order no|order number|order id|invoice|invoice no|ref|reference|reference number|case|case number|
        ticket|ticket number|tracking|tracking number|track|parcel|shipment|package|barcode|barcodes|numbers|
        numbers are|isbn|isbn-10|isbn-13|issn|ean|upc|sku|gtin|asin|doi|imei|serial|serial number|s/n|model|part|
        part number|item|article|article number|product|product code|batch|lot|version|ver|build|release|firmware|
        kernel|v|commit|hash|sha|md5|checksum|score|scored|points|level|rank|seed|timestamp|unix time|epoch|unix|
        booking|confirmation|confirmation code|reservation|flight|gate|pnr locator|transaction|transaction id|txn|
        order ref|promo|coupon|code|voucher|gift|views|followers|population|total|price|prices|cost|costs|paid|sold|
        raised|worth|salary|bug|bug #|pr|patent|rfc|iso|din|cve|pages|chapter|section|error|error code|process|pid|
        port|frame|line|lines|row|id|user id|uid:|post id|message id|file|img|dsc|build number|docket|claim|
        policy number|customer number|customer no|member|membership|licence key|license key|meter|vin|part no|stock|
        lottery|numbers were|years|between|average|bestellung|bestellnummer|auftrag|auftragsnummer|rechnung|
        rechnungsnummer|sendung|sendungsnummer|artikelnummer|kundennummer|aktenzeichen|vorgang|commande|
        numéro de commande|facture|colis|suivi|référence|pedido|número de pedido|factura|seguimiento|envío|
        referencia|ordine|fattura|spedizione|tracciamento|encomenda|fatura|rastreio|bestelling|bestelnummer|factuur|
        zamówienie|zamówienia|faktura|przesyłka|sipariş|sipariş no|takip|заказ|заказа|номер заказа|посылка|трек|
        накладная|订单|订单号|快递|单号|注文番号|追跡番号|주문번호|송장|운송장|lot number|best.-nr|tilausnumero|
        ordernummer|beställning""",
}


def _labels() -> dict[str, str]:
    found: dict[str, str] = {}
    for label, words in _WORDS.items():
        for word in words.split("|"):
            found.setdefault(" ".join(word.split()), label)
    return found


_LABELS = _labels()
_LIST = list(_LABELS)
_AUTOMATON = ahocorasick_rs.AhoCorasick(_LIST)


def hint(*labels: str) -> str:
    """A regular expression (RE2 syntax) that is found in every text with a cue of these labels."""
    return "(?i)" + "|".join(re.escape(word) for word, label in _LABELS.items() if label in labels)


_TIGHT = frozenset(("bank_account", "passport", "driving_licence", "licence_plate"))
"""What is called so has to follow before a question mark, too: "my account? It is..." tells of something else."""
_ENDS = re.compile(
    r"[!。！]\s?|\w{5,}\.\s+|[\d%]\.\s+|\.\s+(?=[^\W\d_a-zß-ÿ])|[^:：\s]\s*\n\s*"  # of a sentence, but not of "Tel. 5"
)
_STOPS = re.compile(r"[.!?](?:\s|$)|[,;:\n。！？]")
_UNSPACED = "\u2e80"
"""From here on scripts write words without spaces between them, so that a word has no boundary to look for."""


def cue_before(text: str, start: int, within: int = NEAR) -> str:
    """The label of the telling word that ends nearest before a place, the longest of several; ``""`` without one.

    It stands in the same sentence.
    """
    window = text[max(0, start - within) : start]
    sentence = max((end.end() for end in _ENDS.finditer(window)), default=0)
    best, label = (-1, 0), ""
    for which, begin, end in _hits(window[sentence:].lower(), cut=start > within and not sentence):
        found = _LABELS[_LIST[which]]
        if (end, end - begin) > best and not (found in _TIGHT and "?" in window[sentence + end :]):
            best, label = (end, end - begin), found
    return label


def cue_after(text: str, end: int) -> str:
    """The same for the word that begins nearest after a place."""
    window = _STOPS.split(text[end : end + _AFTER], maxsplit=1)[0].lower()
    best, label = (_AFTER * 2, 0), ""
    for which, begin, stop in _hits(window, cut=False):
        if (begin, begin - stop) < best:
            best, label = (begin, begin - stop), _LABELS[_LIST[which]]
    return label


def _hits(window: str, *, cut: bool) -> list[tuple[int, int, int]]:
    """Index, start and end of every cue that stands as a word. `cut`: the window may begin inside of one."""
    return [
        hit
        for hit in _AUTOMATON.find_matches_as_indexes(window, overlapping=True)
        if _is_word(window, hit[1], hit[2], cut=cut)
    ]


def _is_word(window: str, begin: int, end: int, *, cut: bool) -> bool:
    if window[begin] >= _UNSPACED:
        return True
    opened = not cut if begin == 0 else not window[begin - 1].isalpha()
    return opened and (end >= len(window) or not window[end].isalpha())
