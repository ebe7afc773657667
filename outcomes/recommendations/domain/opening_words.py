"""The usual opening of a recommendation, a verb that says what someone should do. Other openings only warn.

English and Russian only: an Uzbek sentence ends with its verb, and other languages are not covered.
"""

import re

from django.utils.translation import gettext as _

from confman.translation.languages import language_name
from outcomes.recommendations.models.paragraphs import Paragraph

# Openings of operative paragraphs (UN Editorial Manual), and the commonest verbs in OHCHR's databases of
# recommendations.
ENGLISH = frozenset(
    """
    accede accelerate accept accord address adhere adopt advance align allocate allow amend analyse apply appoint
    approve ascertain assess assist assure avoid ban bring broaden build calls carry change circulate clarify collect
    combat commit complete comply conclude conduct confirm consider consolidate consult continue contribute convene
    cooperate coordinate create criminalize decide declare deepen defend define deliver demonstrate deploy design
    designate develop devise devote disseminate distribute do draft draw eliminate empower enact encourage encourages
    end endorse engage enhance enlarge ensure envisage eradicate establish evaluate examine exchange exert expand
    expedite explore extend facilitate favour finalize find focus follow formalize formulate foster fully fund gather
    give grant guarantee halt harmonize hold identify implement improve include incorporate increase inform initiate
    insert institute instruct integrate intensify introduce invest investigate invite invites involve issue join keep
    launch lay lift limit link maintain make measure mobilize modernize modify monitor observe offer open organize
    overcome participate pass pay persevere place plan practise prepare prevent prioritize proceed produce prohibit
    promote propose prosecute protect provide publicize publish punish pursue put raise ratify reach recognize
    recommend recommends reconsider recruit redouble reduce refine reflect reform refrain regulate reinforce remove
    render repeal replace report request requests require respect respond restore review revise revoke safeguard
    scale secure seek set share sign simplify specify speed step stop streamline strengthen stress study submit
    supply support sustain tackle take task track train translate undertake update uphold urge urges use utilize
    withdraw work
    """.split()
)
ENGLISH_ADVERBS = frozenset(
    "actively also effectively firmly formally further fully immediately promptly regularly rapidly speedily strongly"
    " swiftly systematically to urgently".split()
)
RUSSIAN = frozenset(
    "призывает призвать рекомендует рекомендовать предлагает поощряет настоятельно просит поручает"
    " разработать".split()
)
RUSSIAN_INFINITIVE = re.compile(r"(ть|ти|чь)(ся|сь)?$")


def has_usual_opening(text: str, language: str) -> bool:
    """Tell whether the text opens as recommendations in that language do; True for languages not covered."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    primary = language.split("-")[0]
    if not words or primary not in {"en", "ru"}:
        return True
    if primary == "ru":
        return any(word in RUSSIAN or RUSSIAN_INFINITIVE.search(word) for word in words[:3])
    return next((word for word in words if word not in ENGLISH_ADVERBS), "") in ENGLISH


def opening_warnings(paragraphs: list[Paragraph]) -> list[str]:
    """Return a sentence for each language whose first paragraph opens unusually."""
    first = next((paragraph for paragraph in paragraphs if paragraph.texts), None)
    return [
        _("%(language)s: “%(opening)s…” is an unusual opening; recommendations begin with a verb.")
        % {"language": language_name(code), "opening": " ".join(text.text.split()[:3])}
        for code, text in sorted(first.texts.items() if first else ())
        if not has_usual_opening(text.text, code)
    ]
