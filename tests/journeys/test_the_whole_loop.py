"""The whole loop, from a text to the published answer to the text that says so: processes, HTTP, nothing else."""

from datetime import timedelta

import httpx
import pytest
from fixed import settings_for
from running import Phone, Product, Visitor, at_the_desk, running_product, wait_until
from sqlalchemy import inspect, text
from talks import WHOLE_TALK, WHOLE_TALK_IN_ENGLISH

from app.clock import local_day, now
from app.db import make_engine

pytestmark = pytest.mark.slow

ANSWER = {
    "you_said_fr": "La rencontre du soir ne dure pas assez.",
    "you_said_en": "The evening meeting does not last long enough.",
    "we_did_fr": "Le groupe dure maintenant deux heures. Des pairs ont choisi avec nous.",
    "we_did_en": "The group now lasts two hours. Peers chose with us.",
}


@pytest.fixture
def product(database_url, tmp_path):
    with running_product(database_url, tmp_path) as made:
        yield made


def test_a_text_a_call_and_a_page_become_cases_and_the_answer_finds_its_way_back(product: Product) -> None:
    phone, caller = Phone(product), Phone(product)
    code = the_text_survey_leaves_a_code(phone, WHOLE_TALK)
    the_same_message_again_says_the_same(phone)
    the_call_leaves_a_code(caller)
    the_web_form_leaves_a_code(Visitor(product.url))
    triage = at_the_desk(product, "triage")
    case = the_three_are_on_the_desk(triage)
    the_case_is_acknowledged(triage, case, phone, code)
    response = a_response_is_drafted(triage, case)
    nothing_is_published_without_a_peer(product, response)
    the_peer_approves(product, response)
    the_publisher_publishes(product, response)
    number = the_public_log_shows_it_in_both_languages(product)
    wait_until(lambda: len(phone.inbox()) == 1, "the phone that texted receives one text")
    assert phone.inbox() == [f"Centre Boréal: il y a du nouveau. Textez {code} pour le lire. ARRET pour cesser."]
    the_code_tells_what_happened(product, phone, code, number)
    assert caller.inbox() == []
    nothing_personal_lies_in_the_clear(product, phone.number, caller.number, code, "trop court", "chaleureux")


def the_text_survey_leaves_a_code(phone: Phone, talk: tuple[str, ...]) -> str:
    for words in talk:
        replies = phone.texts(words)
    digits = [word for word in replies[0].replace(".", " ").split() if len(word) == 8 and word.isdigit()]
    assert len(digits) == 1, replies
    return digits[0]


def the_same_message_again_says_the_same(phone: Phone) -> None:
    first = phone.texts("merci", "SMsame")
    assert phone.texts("merci", "SMsame") == first


def the_call_leaves_a_code(caller: Phone) -> None:
    said = caller.calls("1", "1", "2", "record", "2", "1", "1", "1", "3", "2")
    assert "Voici votre code" in said[-1]


def the_web_form_leaves_a_code(visitor: Visitor) -> None:
    visitor.opens("/fr/boreal/feedback").submits("/fr/boreal/feedback", answer="yes")
    for answer in ("1", "L'accueil est chaleureux", "3", "1", "2", "1", "1"):
        assert visitor.status == 200
        visitor.submits("/fr/boreal/feedback", answer=answer)
    assert "code" in visitor.text
    assert visitor.links("/fr/boreal/follow")


def the_three_are_on_the_desk(triage: Visitor) -> str:
    triage.opens("/staff/cases")
    cases = list(dict.fromkeys(triage.links(r"/staff/cases/[0-9a-f]{32}$")))
    assert len(cases) == 3
    assert "555" not in triage.text.replace("416 555-0100", "")
    return cases[-1]


def the_case_is_acknowledged(triage: Visitor, case: str, phone: Phone, code: str) -> None:
    assert "Le groupe du soir est trop court" in triage.opens(case).text
    triage.submits("/acknowledgement")
    assert local_day(now()).isoformat() in phone.texts(code)[0]


def a_response_is_drafted(triage: Visitor, case: str) -> str:
    triage.opens("/staff/responses/new?case=" + case.rsplit("/", 1)[1])
    triage.submits("/staff/responses/new", **ANSWER, outcome="in_progress", next_update_on=in_days(30))
    assert triage.status == 200
    (action,) = [form.get("action") for form in triage.page.forms if "/staff/responses/" in form.get("action")][:1]
    return str(action)


def nothing_is_published_without_a_peer(product: Product, response: str) -> None:
    publisher = at_the_desk(product, "publisher").opens(response)
    publisher.submits("/publication") if any(
        (form.get("action") or "").endswith("/publication") for form in publisher.page.forms
    ) else None
    log = httpx.get(f"{product.url}/fr/boreal/responses").text
    assert ANSWER["you_said_fr"] not in log


def the_peer_approves(product: Product, response: str) -> None:
    peer = at_the_desk(product, "peer").opens(response)
    peer.submits("/reviews", verdict="approved")
    assert peer.status == 200


def the_publisher_publishes(product: Product, response: str) -> None:
    publisher = at_the_desk(product, "publisher").opens(response)
    publisher.submits("/publication")
    assert publisher.status == 200


def the_public_log_shows_it_in_both_languages(product: Product) -> str:
    (path,) = list(
        dict.fromkeys(Visitor(product.url).opens("/fr/boreal/responses").links(r"/fr/boreal/responses/\d+$"))
    )[:1]
    number = path.rsplit("/", 1)[1]
    french, english = (Visitor(product.url).opens(f"/{lang}/boreal/responses/{number}") for lang in ("fr", "en"))
    for page, lang in ((french, "fr"), (english, "en")):
        assert page.page.get("lang") == f"{lang}-CA"
        assert ANSWER[f"you_said_{lang}"] in page.text
        assert ANSWER[f"we_did_{lang}"] in page.text
        assert str(local_day(now()).year) in page.text
    feed = httpx.get(f"{product.url}/boreal/responses.json").json()
    assert ANSWER["you_said_en"] in str(feed)
    assert ANSWER["we_did_fr"] in httpx.get(f"{product.url}/boreal/responses.atom", params={"lang": "fr"}).text
    return number


def the_code_tells_what_happened(product: Product, phone: Phone, code: str, number: str) -> None:
    (status,) = phone.texts(code)
    assert f"/fr/boreal/responses/{number}" in status
    page = Visitor(product.url).opens("/en/boreal/follow").submits("/en/boreal/follow", code=f"{code[:4]} {code[4:]}")
    assert ANSWER["we_did_en"] in page.text
    wrong = Visitor(product.url).opens("/en/boreal/follow").submits("/en/boreal/follow", code="12345678")
    assert ANSWER["we_did_en"] not in wrong.text


def nothing_personal_lies_in_the_clear(product: Product, *secrets: str) -> None:
    """Not in any table, the jobs' own included, nor in what the processes logged."""
    stored = everything_stored(product.environment["ENTENDU_DATABASE_URL"])
    logged = product.log.read_bytes()
    for secret in secrets:
        assert secret.encode() not in stored, f"{secret} is stored in the clear"
        assert secret.encode() not in logged, f"{secret} is in the log"


def everything_stored(url: str) -> bytes:
    engine = make_engine(settings_for(url))
    stored = bytearray()
    with engine.connect() as connection:
        for schema in {None, *inspect(engine).get_schema_names()} - {"information_schema"}:
            for table in inspect(engine).get_table_names(schema=schema):
                rows = connection.execute(
                    text(f'SELECT * FROM "{table}"' if schema is None else f'SELECT * FROM "{schema}"."{table}"')
                )
                for row in rows:
                    for value in row:
                        stored += value if isinstance(value, bytes) else str(value).encode()
    engine.dispose()
    assert len(stored) > 10_000
    return bytes(stored)


def test_who_texts_in_english_is_answered_in_english(product: Product) -> None:
    phone = Phone(product)
    the_text_survey_leaves_a_code(phone, WHOLE_TALK_IN_ENGLISH)
    triage = at_the_desk(product, "triage")
    case = triage.opens("/staff/cases").links(r"/staff/cases/[0-9a-f]{32}$")[0]
    response = a_response_is_drafted(triage, case)
    the_peer_approves(product, response)
    the_publisher_publishes(product, response)
    wait_until(lambda: len(phone.inbox()) == 1, "the phone receives one text")
    assert phone.inbox()[0].startswith("Centre Boréal: there is an update.")


def in_days(days: int) -> str:
    return (local_day(now()) + timedelta(days=days)).isoformat()
