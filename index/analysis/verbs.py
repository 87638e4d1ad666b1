"""Verbs and what is made of them: يعلن, إعلان and معلن are forms of أعلن.

Arabic makes the present, the verbal noun and the participles of a verb by changing its inside, not by endings, so no
stemmer that only cuts can join them. Each function here turns one kind of word into the past verbs it may belong to,
or a past verb (third person, the form of the dictionary) into one kind of word. They know shapes only: of يعيد they
say عاد, أعاد and more; `index.analysis.derivations` keeps what the vocabulary confirms. Everything is in normalised
letters, without clitics and endings.

Form I has too many shapes of verbal nouns and its participle (كاتب of كتب, but عالم of علم) is too often a word of
its own: both are left to the weak relation of a common root. The names I to X are those of the European grammars
(Wright, "A Grammar of the Arabic Language").
"""

from __future__ import annotations

from typing import Final

#: What the present begins with: he, she or you, we. The ا of "I" is rare in news and would make verbs of many nouns.
PERSONS: Final = "يتن"

_WEAK = "اوي"


def pasts_of_present(form: str) -> tuple[str, ...]:
    """يركز is ركز, يعلن أعلن, يستخدم استخدم; with weak letters يقول is قال, يعيد أعاد, يصل وصل, يدعو دعا; يرد is رد."""
    if len(form) < 3 or form[0] not in PERSONS:
        return ()
    rest = form[1:]
    if len(rest) == 2:
        return (rest, "و" + rest, rest[0] + "ا" + rest[1]) if not set(rest) & set(_WEAK) else ()
    pasts = [rest, "ا" + rest]
    if rest[-2] in "وي":  # hollow
        hollow = rest[:-2] + "ا" + rest[-1]
        pasts += [hollow, "ا" + hollow]
    if rest[0] == "و":
        pasts.append("ا" + rest[1:])
    if rest[-1] == "و":
        pasts.append(rest[:-1] + "ا")
    if rest.endswith("يء"):
        pasts.append("ا" + rest[:-2] + "ا")
    return tuple(pasts)


def presents(past: str, persons: str = PERSONS) -> tuple[str, ...]:
    """The present of a past verb, for all persons: of أعلن يعلن, تعلن, نعلن.

    No past of four letters has an alef in the third place, but those that begin with one (أعاد): نهار is no verb.
    """
    if len(past) == 2:
        return () if set(past) & set(_WEAK) else tuple(person + past for person in persons)
    if len(past) < 3 or (len(past) == 4 and past[2] == "ا" != past[0]):
        return ()
    if past[0] == "ا":
        if len(past) == 3:
            rests = [past, "و" + past[1:]]  # يأخذ, يؤكد
        elif past[-1] == "ا":
            rests = [past[1:], past[1:-1] + "يء"]
        elif past[-2] == "ا" and len(past) != 5:  # أعاد, استعاد; but اختار, يختار
            rests = [past[1:-2] + "ي" + past[-1]]
        else:
            rests = [past[1:]]
    elif len(past) == 3 and past[1] == "ا":
        rests = [past[0] + weak + past[2] for weak in "ويا"]
    elif len(past) == 3 and past[0] == "و":
        rests = [past[1:], past]
    elif len(past) == 3 and past[2] == "ا":
        rests = [past[:2] + "و", past]
    else:
        rests = [past]
    return tuple(person + rest for rest in rests for person in persons)


def passives(past: str) -> tuple[str, ...]:
    """The passives that are written otherwise than the active: of أقام أقيم, يقام; of اختار اختير, of شاهد شوهد.

    Those of the other verbs are written alike (أعلن, يعلن), or, of the hollow ones of the first form, mostly like
    something else (عيد, بيع).
    """
    if len(past) < 4 or past[-1] in _WEAK:
        return ()
    if past[0] == "ا":
        if past[-2] != "ا":
            return ()
        own = past[:-2] + "ي" + past[-1]
        return (own,) if len(past) == 5 else (own, "ي" + past[1:], "ت" + past[1:])
    # Of واصل it would be ووصل, which is mostly و + وصل; تأكد is no third form.
    return (past[0] + "و" + past[2:],) if past[1] == "ا" and len(past) == 4 and past[0] not in "وت" else ()


def pasts_of_passive(form: str) -> tuple[str, ...]:
    """The reverse of `passives`."""
    if len(form) < 4:
        return ()
    candidates = []
    if form[-2] == "ي" and form[0] == "ا":
        candidates.append(form[:-2] + "ا" + form[-1])
    if form[-2] == "ا" and form[0] in PERSONS:
        candidates.append("ا" + form[1:])
    if form[1] == "و" and len(form) == 4:
        candidates.append(form[0] + "ا" + form[2:])
    return tuple(past for past in candidates if form in passives(past))


def short_pasts(past: str) -> tuple[str, ...]:
    """She and they of a past of so few letters that no ending is cut off: شنت of شن, دعت and دعوا of دعا."""
    if len(past) == 2:
        return past + "ت", past + "وا"
    return (past[:-1] + "ت", past[:-1] + "وا") if len(past) == 3 and past[-1] in "اي" else ()


def pasts_of_verbal_noun(form: str) -> tuple[str, ...]:
    """إعلان is أعلن, استخدام استخدم, التقاء التقى; إعادة أعاد; اختيار اختار, استمرار استمر; تركيز ركز; مشاركة شارك."""
    if len(form) < 5:
        return ()
    if form[0] == "ا":
        if form[-1] == "ه" and form[-3] == "ا":
            return (form[:-1],)
        if form[-3:-1] == "يا":
            return (form[:-3] + "ا" + form[-1], form[:-2] + form[-1])
        if form[-2] == "ا" and form[-1] == form[-3] and len(form) > 5:
            return (form[:-2],)
        if form[-2] == "ا":
            root = form[:-2] + ("ي" if form[-1] == "ء" else form[-1])
            return (root, "او" + root[2:]) if root[1] == "ي" else (root,)
        return ()
    if form[0] == "ت" and len(form) == 5:
        if form[3] == "ي" and form[4] != "ه":
            return (form[1:3] + form[4],)
        return (form[1:4],) if form[3:] == "يه" else ()
    if form[0] == "م" and form[-1] == "ه" and form[2] == "ا" and len(form) == 6:
        return (form[1:4] + ("ي" if form[-2] == "ا" else form[4]),)
    return ()


def is_verbal_noun_of_second_form(form: str) -> bool:
    """تفعيل, تفعلة: the present of such a verb keeps all letters of the past. Of توحيد it is يوحد and not يحد."""
    return len(form) == 5 and form[0] == "ت" and (form[3] == "ي" or form[3:] == "يه")


def verbal_nouns(past: str) -> tuple[str, ...]:
    """The reverse of `pasts_of_verbal_noun`."""
    if past[0] == "ا" and len(past) > 3:
        if past[-1] == "ي":
            return (past[:-1] + "اء",)
        if past[-2] == "ا":
            return (past[:-2] + "يا" + past[-1],) if len(past) == 5 else (past + "ه",)
        nouns = [past[:-1] + "ا" + past[-1]]
        if past[-1] not in _WEAK:
            nouns.append(past + "ا" + past[-1])  # of a doubled verb
        if past[1] == "و":
            nouns.append("اي" + nouns[0][2:])
        return tuple(nouns)
    if len(past) == 3 and "ا" not in past:
        return (f"ت{past}ه",) if past[-1] == "ي" else (f"ت{past[:2]}ي{past[2]}",)
    if len(past) == 4 and past[1] == "ا":
        return (f"م{past[:3]}اه",) if past[-1] == "ي" else (f"م{past}ه",)
    return ()


def pasts_of_participle(form: str) -> tuple[str, ...]:
    """مشارك is شارك, متحدث تحدث, معلن أعلن, مستخدم استخدم. The مدرب of درب looks like the مكتب of كتب: not here."""
    if len(form) < 4 or form[0] != "م":
        return ()
    rest = form[1:]
    if len(rest) == 3:
        return ("ا" + rest,)
    if len(rest) == 4 and rest[-2] in "وي":
        return ()  # مفعول, and much else
    return (rest, "ا" + rest)


def participles(past: str) -> tuple[str, ...]:
    """The reverse of `pasts_of_participle`."""
    if past[0] == "ا" and len(past) > 3:
        rest = past[1:]
        if past[-2] == "ا" and len(past) != 5:
            rest = past[1:-2] + "ي" + past[-1]
        return ("م" + rest,)
    if len(past) > 3 and (past[0] == "ت" or past[1] == "ا"):
        return ("م" + past,)
    return ()
