"""
Plain words that are understood when typed, in Finnish, Swedish and English, as data.

Everything here is compared without regard to case, diacritics and punctuation (`hearing.py`), so "Åtta!" is "atta".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

Vocabulary = Callable[[str, str], Iterable[str]]
"""For (context, msgid) of a button: its words in every language. `Texts.wordings` in words.py is one."""


def as_written(_context: str, msgid: str) -> tuple[str, ...]:
    """A vocabulary without translations: only the script's own English."""
    return (msgid,)


# -- numbers ----------------------------------------------------------------------------------------------------

ONES = {
    "fi": "nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän",
    "sv": "noll ett två tre fyra fem sex sju åtta nio",
    "en": "zero one two three four five six seven eight nine",
}
TEENS = {
    "fi": "kymmenen yksitoista kaksitoista kolmetoista neljätoista viisitoista kuusitoista seitsemäntoista"
    " kahdeksantoista yhdeksäntoista",
    "sv": "tio elva tolv tretton fjorton femton sexton sjutton arton nitton",
    "en": "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
}
TENS = {  # from twenty
    "fi": "kaksikymmentä kolmekymmentä neljäkymmentä viisikymmentä kuusikymmentä seitsemänkymmentä"
    " kahdeksankymmentä yhdeksänkymmentä",
    "sv": "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio",
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
}
HUNDREDS = {"sata": 100, "hundra": 100, "hundred": 100, "one hundred": 100}
SPOKEN_NUMBERS = {  # as people say them; Swedish "en" is left out, for in Finnish it is "no"
    "yks": 1,
    "kaks": 2,
    "kolmonen": 3,
    "nelonen": 4,
    "viis": 5,
    "vitonen": 5,
    "kuus": 6,
    "kutonen": 6,
    "seittemän": 7,
    "seiska": 7,
    "kaheksan": 8,
    "kasi": 8,
    "yheksän": 9,
    "ysi": 9,
    "kymppi": 10,
    "nil": 0,
    "ykkönen": 1,
    "kakkonen": 2,
}
AROUND = (  # said around a number without changing it
    "noin n ehkä varmaan suunnilleen about around maybe perhaps approximately roughly kanske ungefär cirka ca typ"
    " on ois olisi se it its it's is är det luku numero nummer number nyt nu now"
    " no vaikka sanotaan jotain kai väl nog vajaa reilu"
)
OF_TEN = ("/", "av", "out of", "of", "kautta", "asteikolla", "från")


def _numbers() -> dict[str, int]:
    found = HUNDREDS | SPOKEN_NUMBERS
    for language, ones in ONES.items():
        units = ones.split()
        found |= {word: i for i, word in enumerate(units)}
        found |= {word: 10 + i for i, word in enumerate(TEENS[language].split())}
        for i, ten in enumerate(TENS[language].split(), 2):
            found[ten] = 10 * i
            glue = " " if language == "en" else ""
            found |= {f"{ten}{glue}{unit}": 10 * i + j for j, unit in enumerate(units) if j}
    return found


NUMBERS: Mapping[str, int] = _numbers()
"""Number words from 0 to 100."""

# -- yes and no -------------------------------------------------------------------------------------------------

YES = (
    "kyllä kyl joo juu jep jees niin sopii toki haluan ok okei ookoo selvä"
    " ja jo okej japp jajamän okej gärna visst absolut"
    " yes yeah yep yup sure okay certainly"
)
NO = "ei en eipä eikä enpä nej nä nää nix inte no nope nah not"
GO_ON = (  # said where there is only one way on
    "jatka jatkan jatketaan jatkakaa eteenpäin mennään aloitetaan ymmärrän ymmärsin valmis mm"
    " fortsätt fortsätter vidare börjar förstår redo klar"
    " continue next ready understand understood"
)
BESIDE_GO_ON = "minä mä sinä jag vi nu nyt i we go on gå no"
FILLERS = (  # said before an answer without changing which one it is
    "typ joskus ehkä vaikka vaikkapa no varmaan kai kanske nog väl mieluiten mielellään helst maybe rather"
    " sometime siis noin suunnilleen"
)
LEADING = "på i in the om on jag minä mä mun"  # small words that a button begins with and people leave out
POLITE = "kiitos tack thanks thank you please vain vaan mielelläni bara then sitten då sittenkään ändå after all"

ALSO: Mapping[str, str] = {
    "I did it": "tein|tein kokonaan|tein kaiken|sain tehtyä|onnistui|se onnistui|gjorde|det gick bra|did|done|i did",
    "I did a part of it": "osan|osan siitä|puolet|tein puolet|tein vähän|osittain|en del|en bit|hälften|delvis|lite|part|half|a bit",
    "I did something else": "jotain muuta|tein muuta|något annat|something else",
    "I rested": "lepo|lepäilin|nukuin|vila|vilade|vilat|sov|rest|slept",
    "I did not start": "en tehnyt|en tehny|en jaksanut|en jaksanu|en pystynyt|en päässyt|en ehtinyt|en lähtenyt|en tehnyt sitä|jäi tekemättä"
    "|se jäi|ei onnistunut|gjorde inte|gjorde int|jag gjorde inte det|kom inte iväg|orkade inte|orkade int|det blev inte av|blev int av"
    "|i did not|did not do it|i didn t|i did not do it|i couldnt",
    "Too easy": "helppo|liian helppoa|helppoa|lätt|för lätt|easy",
    "Just right": "ihan sopiva|juuri sopiva|sopi|sopivasti|hyvä|ihan hyvä|ok|okej|bra|helt lagom|fitting|fine|good",
    "Too much": "vähän liikaa|liian paljon|liian raskas|raskas|raskasta|rankka|rankkaa|lite för mycket|för tungt|tungt|heavy|too heavy",
}
"""Plain words for an answer that many cards offer, by its English; "|" between. A bare yes or no is none: it may mean anything."""

# -- times ------------------------------------------------------------------------------------------------------

BEFORE_TIMES = "klo kello kellon kl klockan at around about noin runt ungefär vid maybe ehkä kanske aina alltid"
HALF_TO = ("puoli", "halv")  # "puoli yhdeksän" and "halv nio" are 8:30
HALF_PAST = ("half past",)
MORNING = "am|a m|aamulla|aamupäivällä|ap|aamusta|på morgonen|på förmiddagen|in the morning"
EVENING = "pm|p m|illalla|iltapäivällä|ip|på kvällen|på eftermiddagen|in the evening|in the afternoon"
NAMED_TIMES: Mapping[str, str] = {
    "keskipäivä": "12:00",
    "keskipäivällä": "12:00",
    "noon": "12:00",
    "mitt på dagen": "12:00",
    "keskiyö": "00:00",
    "keskiyöllä": "00:00",
    "midnatt": "00:00",
    "midnight": "00:00",
}
HOURS_AT: Mapping[str, int] = {  # "yhdeksältä": at nine
    "yhdeltä": 1,
    "kahdelta": 2,
    "kolmelta": 3,
    "neljältä": 4,
    "viideltä": 5,
    "kuudelta": 6,
    "seitsemältä": 7,
    "kahdeksalta": 8,
    "yhdeksältä": 9,
    "kymmeneltä": 10,
    "yhdeltätoista": 11,
    "kahdeltatoista": 12,
}

# -- dates ------------------------------------------------------------------------------------------------------

TODAY = "tänään|tänää|idag|i dag|today"
TOMORROW = "huomenna|huomen|imorgon|i morgon|imorron|tomorrow"
AFTER_TOMORROW = "ylihuomenna|övermorgon|i övermorgon|the day after tomorrow"
AROUND_DATES = "den the on of ma ti ke to pe la su"
FINNISH_MONTHS = "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu"
MONTH_NAMES = (
    "januari februari mars april maj juni juli augusti september oktober november december",
    "january february march april may june july august september october november december",
    "jan feb mar apr maj jun jul aug sep okt nov dec",
    "jan feb mar apr may jun jul aug sept oct nov dec",
)


def _months() -> dict[str, int]:
    found = {name: i for row in MONTH_NAMES for i, name in enumerate(row.split(), 1)}
    for i, stem in enumerate(FINNISH_MONTHS.split(), 1):
        found |= {f"{stem}{ending}": i for ending in ("", "kuu", "kuuta", "kuun", "kuussa")}
    return found


MONTHS: Mapping[str, int] = _months()
