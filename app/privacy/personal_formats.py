"""What personal details look like when typed in French or English, in Canada; `redaction.py` applies them in order."""

# ruff: noqa: RUF001  # phones type the curly apostrophe

import re

# One look at a text: where none of these stands, none of the formats below can match.
DIGIT_OR_AT = re.compile(r"[\d@]")
LINK_OR_DATE_SIGNS = ("://", "www.", ".com", ".ca", ".org", ".net", ".info", ".io", ".fr", "premier ", "first ")

# Each of these begins only where a run of its letters begins: else a long run would be read again from each letter.
EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]+\s?@\s?[\w-]+(?:\.[\w-]+)+", re.UNICODE)
URL = re.compile(
    r"https?://[^\s<>]+|\bwww\.[^\s<>]+|(?<![\w-])(?<![\w-]\.)[\w-]+(?:\.[\w-]+)*\.(?:com|ca|org|net|info|io|fr)\b(?:/[^\s<>]*)?",
    re.IGNORECASE,
)

# Ontario health card: 4-3-3 and two letters of version. A phone is 3-3-4: the separators tell them apart.
# A version after a space must be in capitals: "1234-567-890 et" goes on with a word.
_VERSION = r"(?:[- ]?[A-Z]{2}|-?[a-z]{2})\b"
HEALTH_CARD = re.compile(
    rf"(?<![\d+-])(?:\d{{4}}[- ]\d{{3}}[- ]\d{{3}}(?:{_VERSION})?|\d{{10}}-?[A-Za-z]{{2}}\b)(?![\d-])"
)
HEALTH_CARD_CUE = re.compile(r"sant[ée]|health|ohip|\bcarte\b|\bcard\b", re.IGNORECASE)
TEN_DIGITS = re.compile(r"(?<![\d+])\d{10}(?!\d)")
SIN = re.compile(r"(?<![\d+-])(?:\d{3}[- ]\d{3}[- ]\d{3}|\d{9})(?![\d-])")
LOCAL_PHONE = re.compile(r"(?<![\d-])(?:\(?\d{3}\)?[-. ]?)?[2-9]\d{2}[-.]\d{4}(?![\d-])|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b")
LONG_NUMBER = re.compile(r"\+?\d(?:[^\w\n]{0,4}\d){9,}")
POSTAL_CODE = re.compile(r"\b[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d\b", re.IGNORECASE)

_NUMBER = r"(?<![\d$-])\d{1,5}(?:[A-Da-d]|\s?bis)?"
_PARTICLE = r"(?:de la |de l['’]|des |du |de |d['’]|la |le |les )"
_CAPITALISED = r"(?:[ -][A-ZÀ-Þ](?:[\w'’.-]*\w)?)"
_FR_WAY = r"(?i:rue|avenue|av\.?|boulevard|boul\.?|blvd\.?|chemin|ch\.|allée|promenade|croissant|ruelle)"
_NO_NAME = r"(?!(?i:pour|et|en|avec|dans|qui|est|sont|où|mais)\b)"
# "12, rue de la Montagne", "12 rue queen": a particle or not, one word, and those with a capital that go on from it.
_FR_ADDRESS = (
    rf"{_NUMBER},? (?:{_FR_WAY} {_NO_NAME}(?i:{_PARTICLE}){{0,3}}[\w'’.-]{{2,}}\w"
    rf"|(?i:place) (?i:{_PARTICLE}){{0,3}}[A-ZÀ-Þ][\w'’.-]*\w)"
    rf"{_CAPITALISED}{{0,3}}(?: (?i:est|ouest|nord|sud)\b)?"
)
# Words that show that a number counts something: "3 months on the way", "2 people in the street".
_NO_STREET = (
    r"(?!(?:of|on|in|the|a|an|to|at|by|my|our|your|their|every|each|and|or|for|per|with|different|other|more|good|bad|"
    r"hours?|days?|weeks?|months?|years?|times?|people|persons?|staff|workers?|minutes?|blocks?|long|main|am|pm)\b)"
)
_EN_WAY = (
    r"(?:street|str?|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|crescent|cres|court|crt|terrace|parkway|pkwy|"
    r"square|sq|circle|trail|way|place|pl|gardens|gdns|hill)"
)
_EN_ADDRESS = (
    rf"(?i:{_NUMBER} (?:{_NO_STREET}[a-z'’.]+[ ]){{1,2}}{_EN_WAY}\b\.?(?: (?:east|west|north|south|[ewns])\b)?)"
)
ADDRESSES = (re.compile(_FR_ADDRESS), re.compile(_EN_ADDRESS))

_FR_MONTH = (
    r"(?:janvier|janv\.?|jan\.?|février|fevrier|févr?\.?|fevr?\.?|mars|avril|avr\.?|mai|juin|juillet|juil\.?|août|aout|"
    r"septembre|sept\.?|octobre|oct\.?|novembre|nov\.?|décembre|decembre|déc\.?|dec\.?)"
)
_EN_MONTH = (
    r"(?:january|jan\.?|february|feb\.?|march|mar\.?|april|apr\.?|may|june|jun\.?|july|jul\.?|august|aug\.?|september|"
    r"sept?\.?|october|oct\.?|november|nov\.?|december|dec\.?)"
)
_NOT_A_VERB = r"(?<!\bI )(?<!\bi )(?<!you )(?<!we )(?<!they )(?<!it )"  # "I may 2": not the month
_YEAR = r"(?:,? (?:19|20)\d\d)?(?!\d)"
DATES = (
    re.compile(r"(?<![\d./-])(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?![\d-])"),
    re.compile(r"(?<![\d./-])(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|[12]\d|3[01])\1(?:(?:19|20)\d\d|\d\d)(?![\d-])"),
    re.compile(rf"(?<![\d-])\b(?:[0-3]?\d(?:er)?|premier) {_FR_MONTH}(?!\w){_YEAR}", re.IGNORECASE),
    re.compile(
        rf"(?<![\d-])\b(?:(?:the )?(?:[0-3]?\d(?:st|nd|rd|th)?|first)(?: of)?) {_EN_MONTH}(?!\w){_YEAR}", re.IGNORECASE
    ),
    re.compile(
        rf"{_NOT_A_VERB}\b{_EN_MONTH} [0-3]?\d(?:st|nd|rd|th)?(?![\d:%]|\s?(?:h|am|pm|x|times?|people)\b){_YEAR}",
        re.IGNORECASE,
    ),
)

_NAME = r"(?:[A-ZÀ-Þ][\w'’-]+(?:[ -][A-ZÀ-Þ][\w'’-]+){0,2})"
# Someone says their own name (often without a capital), or names another with a title.
NAME_CUES = (
    *("appelle", "appele", "nom est ", "nom c", "name is ", "name's ", "name’s ", "mme", "mlle", "mr", "ms", "dr"),
    *("monsieur", "madame", "docteur", "doctor"),
)
_NOT_A_NAME = r"(?!(?:pas|plus|jamais|not|on|in|never|toujours|souvent|a|an|the|un|une|le|la|dans|sur)\b)"
NAMES = (
    re.compile(
        rf"\b(?:(?i:je m['’ ]?appell?e|mon nom (?:est|c['’]est)|my name(?:['’]s| is)) )"
        rf"({_NAME}|(?i:{_NOT_A_NAME}[^\W\d_][\w'’-]+))"
    ),
    re.compile(rf"\b(?:(?i:mme|mlle|mr|mrs|ms|dr|dre|monsieur|madame|docteure?|doctor)\.? )({_NAME})"),
)
