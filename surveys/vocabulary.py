"""The words we know, folded (surveys/folding.py): data, so that a clerk can add one. Both languages always count."""

import re
from collections.abc import Mapping
from typing import Final, Literal

Lang = Literal["fr", "en"]


def words(listed: str) -> tuple[str, ...]:
    """From words parted by commas, over as many lines as it takes."""
    return tuple(" ".join(word.split()) for word in listed.split(","))


# The place's own digit is understood besides.
NUMBER_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "1": words("1er, 1ere, 1re, premier, premiere, 1st, first"),
    "2": words("deux, two, 2e, 2eme, 2ieme, deuxieme, second, seconde, 2nd"),
    "3": words("trois, three, 3e, 3eme, 3ieme, troisieme, 3rd, third"),
    "4": words("quatre, four, 4e, 4eme, 4ieme, quatrieme, 4th, fourth"),
    "5": words("cinq, five, 5e, 5eme, 5ieme, cinquieme, 5th, fifth"),
    "6": words("six, 6e, 6eme, 6ieme, sixieme, 6th, sixth"),
    "7": words("sept, seven, 7e, 7eme, 7ieme, septieme, 7th, seventh"),
    "8": words("huit, eight, 8e, 8eme, 8ieme, huitieme, 8th, eighth"),
    "9": words("neuf, nine, 9e, 9eme, 9ieme, neuvieme, 9th, ninth"),
    "10": words("dix, ten, 10e, 10eme, 10ieme, dixieme, 10th, tenth"),
}
# "un" and "one" are articles too ("un groupe", "the second one"): they count as 1 only when nothing else was named.
WEAK_ONE: Final = frozenset({"un", "une", "one"})

# "les deux" holds "deux" but names no option.
UNDECIDED: Final = words("""
    les deux, tous les deux, toutes les deux, both, les 2, both of them, either, all
""")

YES: Final = words("""
    oui oui, oui, ouais, ouaip, ouin, wi, o, yes, yep, yeah, yup, ya, yea, y, ok, okay, okey, dac, dacc, d'ac, d'acc,
    daccord, d'accord, d accord, sure, of course, bien sur, certainement, absolument, volontiers, parfait, vas y,
    allons y, je veux bien, je suis d'accord, j'accepte, i agree, i accept, why not, pourquoi pas, avec plaisir, go,
    go ahead, let's go, correct
""")

NO: Final = words("""
    non, nan, non non, no, nope, nah, n, pas d'accord, pas daccord, je ne veux pas, je veux pas, i don't want to,
    i dont want to, pas maintenant, not now, pas interesse, pas interessee, not interested, no thank you,
    pas question, jamais, never, je refuse, i refuse, non merci, no thanks
""")

# A clear yes, after someone said no: "ok" or "parfait" may only close the talk.
PLAIN_YES: Final = frozenset(
    words("""
        oui, yes, oui svp, yes please, start, commencer, reprendre, unstop
    """)
)

# Words that may stand around an option without changing it. Never a negation, never an intensifier.
FILLERS: Final = frozenset(
    words("""
        je, j'ai, dirais, dirai, dis, choisis, prends, c'est, c'etait, cetait, cest, etait, est, ma, mon, la, le,
        l'option, un, une, option, numero, num, choix, reponse, pour, moi, que, plutot, assez, euh, hum, ben, bah,
        alors, svp, stp, merci, beaucoup, s'il, vous, te, plait, bonjour, veux, voudrais, i, i'd, id, say, would, the,
        a, an, answer, number, choice, choose, pick, my, is, it, it's, its, was, um, uh, well, for, me, please, pls,
        thanks, thank, you, hi, hello, one, rather, pretty, fairly, quite, donc, then, want
    """)
)

GREETINGS: Final = frozenset(
    words("""
        bonjour, bonsoir, salut, allo, coucou, hello, hi, hey, yo, good morning, good evening, good afternoon,
        bon matin, bonjour hello, hi there, hello there, bonjour a vous, bonjour a tous, comment ca va, ca va,
        bonjour ca va, bonjour comment ca va, salut ca va, salut comment ca va, bonjour comment allez vous,
        how are you, hi how are you, hello how are you, bonjour la, bonne journee, avis, feedback, commencer, start,
        sondage, survey, commentaire, comment, donner mon avis, je veux donner mon avis, i want to give feedback,
        bonjour je veux donner mon avis, test
    """)
)

# What people say when they are done: no answer is owed.
CLOSERS: Final = frozenset(
    words("""
        merci, merci beaucoup, merci bien, un gros merci, merci a vous, thanks, thank you, thank you so much,
        thanks a lot, many thanks, thx, ty, ok, okay, ok merci, ok thanks, ok thank you, parfait, parfait merci,
        d'accord, d'accord merci, dac, bye, au revoir, goodbye, a bientot, bonne journee, bonne soiree,
        bonne fin de journee, have a good day, have a nice day, great thanks, super merci, de rien, no problem,
        bonjour merci, merci bonne journee, merci bonne soiree, you too, vous aussi, super, great
    """)
)

# May stand around a keyword: "arret svp" asks to stop.
_POLITE_WORDS: Final = words("""
    bonjour, bonsoir, salut, allo, hello, hi, hey, svp, stp, s'il vous plait, s'il te plait, sil vous plait, please,
    pls, plz, merci beaucoup, merci, thank you, thanks, maintenant, right now, now, tout de suite
""")
POLITE: Final = re.compile(rf"(?:^| )(?:{'|'.join(_POLITE_WORDS)})(?= |$)")

# Words that only one of the two languages uses, and often: enough to tell which one a sentence is in.
FRENCH_MARKS: Final = frozenset(
    words("""
        je, tu, il, elle, nous, vous, ils, le, la, les, un, une, des, du, de, et, est, sont, etait, pas, trop, tres,
        pour, avec, dans, sur, que, qui, mais, mon, ma, mes, c'est, j'ai, oui, non, bien, merci, bonjour, au, aux, ne,
        plus, ca, cette, ce, on, tout, toujours
    """)
)

ENGLISH_MARKS: Final = frozenset(
    words("""
        i, you, he, she, we, they, the, a, an, of, and, is, are, was, were, not, too, very, for, with, in, that, who,
        but, my, it, it's, yes, no, good, thanks, hello, to, at, this, have, had, me, be, all, always, really, your,
        there, from, so, what, when, because
    """)
)
