"""Words that work at any moment: stop, help, language, erase, skip. Only as the whole message, never inside a sentence.

"Arrêt d'autobus trop loin" is feedback; "ARRET svp" is a request. Carriers demand STOP, ARRET, HELP, AIDE and INFO in
both languages whatever the programme's language (Canadian carriers' mandatory keywords).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from surveys.vocabulary import POLITE, Lang, words

Command = Literal["opt_out", "opt_in", "help", "language", "erase", "skip", "resume", "privacy_info", "wrong_number"]

_LONGEST = 80  # characters; longer than any phrase below with its politeness


@dataclass(frozen=True, slots=True)
class Keyword:
    """`lang`: the language of the word itself; None when both use it."""

    command: Command
    lang: Lang | None
    sets: Lang | None = None  # for `language`: the one asked for; None means the other one


_PHRASES: Final[dict[tuple[Command, Lang | None], str]] = {
    ("opt_out", "fr"): """
        arret, aret, arrett, arette, arreter, arretez, arrete, arrets, desabonner, desabonne, desabonnez,
        desabonnez moi, desabonnement, me desabonner, je veux me desabonner, je voudrais me desabonner, fin, terminer,
        annuler, stop tout, arretez tout, arreter tout, arret tout, arretez de m'ecrire, arrete de m'ecrire,
        arretez de me texter, arrete de me texter, arretez les messages, arretez les textos, arreter les messages,
        arreter les textos, arretez ces messages, arretez de m'envoyer des messages, arretez de m'envoyer des textos,
        ne m'ecrivez plus, ne me textez plus, plus de messages, plus de textos, je ne veux plus de messages,
        je ne veux plus de textos, je veux plus de messages, je veux plus de textos,
        je ne veux plus recevoir de messages, je ne veux plus recevoir de textos, je veux arreter les messages,
        je veux arreter les textos, enlevez moi de la liste, enlevez moi de votre liste, retirez moi de la liste,
        retirez moi de votre liste
    """,
    ("opt_out", "en"): """
        stop, stops, stopp, stopall, stop all, quit, end, cancel, unsubscribe, unsub, unsubscribe me, optout, opt out,
        revoke, i want to unsubscribe, i want to opt out, stop texting me, stop texting, stop messaging me,
        stop messages, stop the messages, stop the texts, stop these messages, stop these texts,
        stop sending me messages, stop sending me texts, stop writing to me, stop contacting me, don't text me,
        dont text me, do not text me, don't text me again, do not text me again, don't contact me, no more messages,
        no more texts, i don't want any more messages, i don't want any more texts, i want no more messages,
        remove me, remove me from the list, remove me from your list, take me off the list, take me off your list
    """,
    ("opt_in", "fr"): """
        reprendre, recommencer, reabonner, me reabonner
    """,
    ("opt_in", None): """
        start, unstop, restart, resubscribe
    """,
    ("help", "fr"): """
        aide, aidez moi, aide moi, au secours, a l'aide, j'ai besoin d'aide, besoin d'aide
    """,
    ("help", "en"): """
        help, help me, i need help, need help
    """,
    ("help", None): """
        info, infos, information, informations, 911, 9 1 1, 988, 9 8 8, 211, 2 1 1
    """,
    ("language", "fr"): """
        langue, changer de langue, changer la langue, autre langue
    """,
    ("language", "en"): """
        language, change language, change the language, other language, switch language
    """,
    ("erase", "fr"): """
        effacer, efface, effacez, effacer tout, effacez tout, tout effacer, supprimer, supprimez, supprimez tout,
        effacer mes reponses, effacez mes reponses, effacez mes donnees, supprimez mes donnees
    """,
    ("erase", "en"): """
        erase, erase all, erase everything, erase it all, erase my answers, erase my data, delete my data,
        delete my answers, delete everything
    """,
    ("skip", "fr"): """
        passer, passe, passez, passons, saute, sauter, sautez, suivant, suivante, prochaine, je passe,
        question suivante, prochaine question, passer la question, passer cette question, passez a la suivante,
        je prefere ne pas repondre, je veux passer
    """,
    ("skip", "en"): """
        skip, next, pass, skip it, skip this, skip this one, skip this question, next question, next one, i'll pass,
        i pass, prefer not to say, prefer not to answer, i'd rather not say, i prefer not to answer,
        i prefer not to say
    """,
    ("resume", "fr"): """
        continuer, continue svp, je continue, je veux continuer, continuons
    """,
    ("resume", "en"): """
        continue, resume, go on, i want to continue, carry on
    """,
    ("privacy_info", "fr"): """
        vie privee, confidentialite, confidentiel, est ce confidentiel, c'est confidentiel,
        est ce que c'est confidentiel, est ce anonyme, c'est anonyme, qui lit ca, qui voit ca
    """,
    ("privacy_info", "en"): """
        privacy, is this confidential, is it confidential, confidential, is this anonymous, is it anonymous,
        who reads this, who sees this
    """,
    ("wrong_number", "fr"): """
        mauvais numero, faux numero, vous avez le mauvais numero, c'est le mauvais numero, mauvaise personne,
        vous vous trompez de numero, ce n'est pas le bon numero
    """,
    ("wrong_number", "en"): """
        wrong number, you have the wrong number, this is the wrong number, wrong person, you've got the wrong number,
        sorry wrong number
    """,
}

_LANGUAGES: Final[dict[Lang, str]] = {
    "fr": """
        francais, en francais, french, in french, francais francais, je parle francais, francophone,
        parlez vous francais, je veux en francais, i speak french, fr, la version francaise
    """,
    "en": """
        english, in english, anglais, en anglais, i speak english, do you speak english, je parle anglais,
        english english, i want english, en, eng, the english version
    """,
}


def find_keyword(folded: str) -> Keyword | None:
    """The request a whole message makes, politeness aside; None for everything else."""
    if not folded or len(folded) > _LONGEST:
        return None
    found = _KEYWORDS.get(folded)
    if found is not None or " " not in folded:
        return found
    request = POLITE.sub("", POLITE.sub("", folded)).strip()
    return _KEYWORDS.get(request) or _repeated(request)


def _repeated(request: str) -> Keyword | None:
    """STOP STOP, or ARRET STOP: one request, said more than once; the first word's language answers."""
    said = [_KEYWORDS.get(word) for word in request.split()]
    first = said[0] if said else None
    if first is None or any(word is None or (word.command, word.sets) != (first.command, first.sets) for word in said):
        return None
    return first


def _pairs() -> Iterator[tuple[str, Keyword]]:
    for (command, lang), phrases in _PHRASES.items():
        for phrase in words(phrases):
            yield phrase, Keyword(command, lang)
    for lang, phrases in _LANGUAGES.items():
        for phrase in words(phrases):
            yield phrase, Keyword("language", lang, sets=lang)


_KEYWORDS: Final[dict[str, Keyword]] = dict(_pairs())
