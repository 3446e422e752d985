"""
What people say beside a question: thanks, sorry, "are you a human?", "what time is it?", "stop asking", a curse.

None of it is an answer, and none is a wish that a command stands for; each has one honest sentence. Whole messages
only, by reviewed patterns: whoever says more than that is received as ever. A place that asks for words takes them as
its own (`dialogs/engine.py`), so nothing here is ever heard out of somebody's letter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.actions.help_now import GENTLE, ask_once_more
from bot.actions.intents import folded
from bot.actions.scene import Scene
from bot.actions.speaker import Rows, help_button, say
from bot.actions.talking import asks_number, keep_open, open_script
from bot.storage import people, talks, timers

MOST_WORDS = 10
SHORT = 8  # words of a question that is known by its first word; more tell something
ASKING = re.compile(
    r"(?:mita|mika|mitka|miksi|miten|milloin|koska|missa|mista|mihin|kuka|ketka|kenen|kumpi|kuinka|paljonko|\w{2,}ko"
    r"|vad|varfor|hur|nar|vem|vilken|vilka|kan du|ska jag|far jag|what|why|how|when|who|where|which|can you|do you|is it)\b"
)
OFTEN = 4  # times that words were no answer to one question; the same sentence again would only be a wall
_SO = r"(?:nyt|tanaan|enaa|enempaa|mitaan|yhtaan|tata|tahan|vastata|oikein|juuri|ihan|todellakaan|vaan|kylla)"
_MUCH = r"(?:tosi|ihan|niin|aika|todella|hirvean|kauhean|aivan)"
_ME = r"(?:multa|minulta|mun|minun)"
_CURSE = r"(?:vit\w*|saatana\w*|perkele\w*|helvet\w*|pask\w*|fan|javla\w*|jakla\w*|skit\w*|fuck\w*|shit\w*|hemmetin|hitto|hiton)"
_INSULT = r"(?:tyhma|typera|idiootti|hullu|paska|surkea|arsyttava|turha|huono|dum|idiot\w*|jobbig|kass|vardelos|stupid|useless|annoying)"
_YOU = r"(?:sa|sina|saa|botti|kone|tama|botten|boten|du|maskin|you|bot)"
_REST = r"(?: \w+){0,3}"

REMARKS: Mapping[str, tuple[str, ...]] = {
    "human": (
        r"(?:oletko|ootko|oot ko) (?:sa |sina |saa )?(?:oikea |elava |oikeasti )?(?:ihminen|botti|kone|robotti|tekoaly|oikea|elossa)(?: vai \w+)?",
        r"kuka (?:sa |sina |saa )?(?:olet|oot)", r"kuka (?:sa|saa|sina) (?:olet|oot)", r"mika (?:sa|saa|sina) (?:olet|oot)", r"(?:hei |moi )?kuka (?:sa|saa|sina)? ?(?:olet|oot)",
        r"onko (?:siella|taalla) (?:joku|ketaan|ihminen|ihmista)", r"kuka (?:siella|taalla) on", r"(?:ar|e) du (?:en )?(?:riktig )?(?:manniska|bot|robot|maskin|ai|pa riktigt)",
        r"vem (?:ar|e) du", r"vad (?:ar|e) du", r"(?:ar|e) det (?:nan|nagon|en manniska) (?:dar|har)", r"are you (?:a |an )?(?:real |actual )?(?:human|person|bot|robot|machine|ai|real)", r"who are you", r"what are you", r"is (?:anybody|anyone|somebody|someone) there",
    ),
    "what": (r"mika (?:tama|taa) (?:on|juttu on)", r"mita tama on", r"mihin ma (?:oon|olen) joutunut", r"vad (?:ar|e) (?:det har|det)(?: for nat)?", r"what is this"),
    "how_are_you": (r"(?:no )?(?:mita|kuis|miten) (?:sulle |sinulle )?(?:kuuluu|menee|hurisee|voit)(?: (?:sulle|sinulle))?", r"(?:hur )(?:ar|e|mar) (?:det|du)(?: med dig| laget)?", r"how are you"),
    "data": (
        r"(?:mita|mihin) (?:sa |sina )?(?:teet|kaytat|laitat) (?:mun |minun |naita |nailla )?(?:tiedo\w+|tietoja\w*|nailla)", r"(?:poistetaanko|poistuuko|katoaako|poistuvatko) (?:nama|taa|tama)(?: joskus)?", r"onko (?:tama|taa) (?:turvallista|turvallinen|luottamuksellista|salaista|yksityista)", r"(?:mita|minne|mihin) (?:naille |nama )?(?:tiedoille |vastauksille |vastaukset |tiedot )?(?:tapahtuu|menee|menevat|tallentuu)",
        r"vad gor du med mina uppgifter", r"(?:ar|e) det har (?:tryggt|sakert|konfidentiellt)", r"what do you do with my data", r"is this (?:safe|private|confidential)",
    ),
    "hurt": (
        r"(?:ma |mina )?(?:kaaduin|kaatusin|kompastuin|loukkasin (?:itseni|kateni|jalkani|polveni|selkani|olkapaani))(?: (?:taas|eilen|tanaan|kotona|ulkona|portaissa|kavellessa|lenkilla))*", r"(?:jag )?(?:ramlade|foll|snubblade|skadade (?:mig|handen|benet|knat|ryggen))(?: (?:igen|i ?gar|i ?dag|hemma|ute|i trappan))*", r"i (?:fell|tripped|hurt my (?:hand|leg|knee|back|shoulder))(?: (?:again|yesterday|today|at home|outside|on the stairs))*",
    ),
    "my_step": (
        r"mika (?:on|oli) (?:mun |minun )?(?:kokeilu|kokeiluni)(?: nyt)?", r"mita (?:ma |mina |me )?(?:lupasin|sovin|valitsin|sovittiin|piti tehda)", r"vad (?:ar|var) mitt forsok", r"vad (?:lovade|valde) jag", r"what (?:is|was) my experiment", r"what did i (?:choose|promise)",
    ),
    "call_when": (
        r"(?:milloin|koska) (?:se |han |joku |\w+ )?(?:soittaa|ottaa yhteytta|ehtii|vastaa)(?: (?:mulle|minulle|takaisin))?", r"nar (?:ringer|svarar|horstar) (?:hon|han|nagon|\w+)(?: (?:mig|tillbaka))?", r"when (?:will|does) (?:she|he|somebody|\w+) call(?: (?:me|back))?",
    ),
    "mistake": (
        r"(?:painoin|valitsin|nappasin|klikkasin) (?:vaaraa|vaaran|vahingossa)(?: \w+)?", r"vastasin vaarin", r"(?:muutan|korjaan|haluan muuttaa|voinko muuttaa|haluan korjata) (?:vastausta|vastaukseni|vastauksen|edellista)", r"peru edellinen", r"vaara (?:nappi|painike|vastaus)", r"ei ?ku \d+",
        r"(?:jag )?(?:tryckte|svarade) fel(?: knapp)?", r"fel (?:knapp|svar)", r"(?:wrong (?:button|answer)|i pressed the wrong button|i answered wrong)",
    ),
    "settings": (
        r"(?:lue|lukisitko|voitko lukea) (?:tama |taman |nama )?aaneen", r"(?:kirjoita|voitko kirjoittaa) (?:isommalla|isommin|suuremmalla|isommilla kirjaimilla)", r"en nae (?:lukea|tekstia|kunnolla)(?: (?:tata|nain pienta))?", r"liian (?:pieni|pienta) teksti(?:a)?", r"(?:las|kan du lasa) (?:det har )?hogt", r"(?:skriv )?storre (?:text|bokstaver)", r"jag ser inte (?:texten|att lasa)", r"(?:read (?:this|it) aloud|bigger (?:text|letters)|i (?:cannot|can t) see the text)",
    ),
    "bye": (
        r"(?:heippa|hei hei|nahdaan|nakemiin|kuulemiin|moi moi|moido)", r"(?:hyvaa|oikein hyvaa) (?:yota|illan ?jatkoa|paivanjatkoa|viikonloppua)", r"(?:oita|oota|mukavaa (?:paivaa|iltaa))", r"(?:hej da|god natt|vi ses|ha det(?: bra)?)", r"(?:bye(?: bye)?|goodbye|good night|see you)",
    ),
    "clock": (
        r"(?:mita|paljonko|paljo) (?:se |sun )?kello (?:nyt )?on(?: nyt)?", r"mika paiva (?:tanaan|nyt) on", r"mika paiva on(?: tanaan)?", r"vad (?:ar|e) klockan(?: nu)?", r"hur mycket (?:ar|e) klockan", r"vilken dag (?:ar|e) det(?: i ?dag)?", r"what time is it(?: now)?", r"what day is it(?: today)?",
    ),
    "why": (
        r"miksi (?:sa |sina |te )?(?:kysyt|kyselet|kysytte|utelet)(?: (?:tata|naita|tuota|tallaista|multa|minulta|aina|tallasta))*", r"miksi (?:naita|tata) kysytaan", r"miksi (?:mun|minun) pitaa (?:vastata|kertoa)", r"mita varten (?:kysyt|tama on|naita kysytaan)", r"miksi",
        r"varfor (?:fragar|undrar) (?:du|ni)(?: (?:det har|det|mig|alltid))*", r"varfor (?:ska|maste) jag (?:svara|saga det|beratta)(?: det)?", r"varfor", r"why do you (?:ask|keep asking)(?: (?:this|that|me))*", r"why",
    ),
    "who_pro": (
        r"kuka on (?:mun |minun )?(?:\w*ohjaaja|ammattilainen|tyontekija|hoitaja|terapeutti)(?:ni)?", r"kuka (?:mun |minun )?(?:\w*ohjaajani|ammattilaiseni|tyontekijani) on", r"vem (?:ar|e) min (?:\w*handledare|yrkesperson|professionella|terapeut|skotare)", r"who is my (?:counsell?or|professional|worker|therapist)",
    ),
    "next": (
        rf"(?:milloin|koska) (?:sa |sina )?(?:kysyt|kyselet|palaat|tulet|laitat viestia)(?: {_ME})?(?: (?:taas|seuraavan kerran|seuraavaksi|uudestaan|takaisin|uudelleen))?", r"(?:milloin|koska) on seuraava (?:kysymys|kysely|kerta)",
        r"nar fragar du(?: (?:igen|nasta gang|mig))*", r"when (?:do|will) you ask(?: (?:me|again|next))*",
    ),
    "so_so": (
        r"(?:no )?(?:ei|en) (?:nyt |oikein |kovin |niin |hirvean |mitenkaan )*(?:hyvin|hyva|hyvaa|hyvat|hyvia|kummoisesti|hyvalta)(?: (?:nyt|tanaan))*", rf"(?:no |vahan |{_MUCH} )*(?:huonosti|heikosti|kehnosti|huono|huonot|heikot|vasyneesti|vahan|vahissa|hyvin|hyva|hyvat|hyvia|jees|ok|okei|paremmin)(?: (?:voimat|on|ovat|nyt|tanaan|menee|voin))*",
        r"(?:menettelee|siina se|siinahan se|entiseen malliin|samanlaista|en kovin kummoisesti|ihan perus)", r"(?:inte|int) (?:sa |alls |sarskilt )?(?:bra|mycket)(?: (?:nu|i ?dag))?", r"(?:helt |ganska |jatte|mycket )?(?:bra|daligt|ok|okej|svagt|battre|samre)(?: (?:nu|i ?dag))?", r"sa ?dar", r"(?:not (?:so |too |very )?(?:good|well|much|great)|so so|fine|ok|okay|bad|good|well|better|worse)(?: (?:now|today))?",
    ),
    "nod": (
        r"(?:ok|okei|okej|joo|joo joo|kylla|juu|ei|en|selva|no niin|jaa|jaaha|ahaa|aha|hmm+|hm|mm+|odota|hetki|ja|jo|nej|na|jasa|jaha|vanta|yes|no|yep|nope|wait|oh|all right|i see|jep|niin|hyva|bra|good|fine)(?: (?:sitten|kai|vaan|hyva|da|bra))?",
    ),
    "thanks": (
        r"(?:ok |joo |no |hyva |selva )?(?:kiitos|kiitti|kiitoksia|kiitokset)(?: (?:paljon|sinulle|sulle|itsellesi|kovasti|kun kysyit|kun (?:oot|olet)(?: \w+)?|kysymasta|avusta|tasta|samoin|oikein|vaan|hei))*", r"(?:sa |sina )?(?:oot|olet) (?:tosi |ihan |niin )?(?:kiva|ihana|hyva|paras|mukava|kultainen)", r"(?:ma )?(?:rakastan|tykkaan) (?:sinua|sua|susta|sinusta)", r"du (?:e|ar) (?:jatte)?(?:snall|bra|bast)", r"(?:ok |okej |ja )?tack(?: (?:sa mycket|ska du ha|sjalv|for det|for hjalpen|for att du fragar|snalla))?", r"(?:ok )?(?:thanks|thank you)(?: (?:so much|very much|a lot|for asking))?",
    ),
    "sorry": (
        r"anteeksi(?: (?:etta|kun|etten|kesti|nyt|viive)\b(?: \w+){0,6})?", r"(?:sori|sorry|pahoittelut|pahoittelen)(?: (?:etta|kun|etten|att|that|for|i)\b(?: \w+){0,6})?", r"(?:forlat|ursakta)(?: (?:att|mig|for)\b(?: \w+){0,6})?", r"unohdin vastata", r"en (?:muistanut|ehtinyt|huomannut) vastata", r"jag (?:glomde|hann inte) svara",
    ),
    "anger": (
        rf"(?:(?:voi |sa |sina |du |you )?{_CURSE} ){{0,3}}(?:haista|turpa kiinni|suu kiinni|hall kaften|hall kaft|shut up|fuck you|fuck off|screw you|dra at helvete){_REST}",
        rf"(?:{_CURSE} )?(?:{_YOU} )?(?:olet|oot|on|ar|e|are|is)? ?(?:\w+ ){{0,2}}{_INSULT} (?:botti|kone|botten|bot|laite|juttu|maskin|machine|i huvudet|thing)", rf"{_YOU} (?:olet|oot|on|ar|e|are|is) (?:\w+ ){{0,2}}{_INSULT}", rf"(?:olet|oot) (?:\w+ ){{0,2}}{_INSULT}",
        rf"{_CURSE}(?: (?:va|vad|vilken|mika))?(?: (?:du|sa|sina))?(?: (?:e|ar|olet|oot))? ?(?:{_INSULT}|botti|kone|botten|bot)(?: (?:botti|kone|botten))?",
    ),
    "curse": (
        rf"(?:voi |no voi |no |ihan |mita |vilken |what )*{_CURSE}(?: {_CURSE}| mita| voi| sentaan| paiva| dag| day| elama)*", rf"(?:jag |ja )?mar {_CURSE}", rf"(?:menee|meni|kaikki on|tama on|voin|det har ar|allt ar|everything is) (?:{_MUCH} )?{_CURSE}",
    ),
    "weary": (
        rf"(?:(?:ei|en|emma|en ma)(?: {_SO})* (?:jaksa|pysty|kykene|jaksais|jaksaisi)(?: {_SO})*)", rf"(?:ma |mina )?(?:olen |oon )?(?:{_MUCH} )?vasynyt (?:{_SO} )*(?:enka|ja en) (?:{_SO} )*jaksa(?: {_SO})*",
        r"(?:for|allt for) trott(?: (?:nu|i ?dag))?", r"(?:jag )?orkar (?:inte|int) (?:svara|nu|i ?dag|med det har nu)(?: (?:nu|i ?dag))?", r"(?:i am )?too tired(?: (?:now|today))?", r"(?:i )?(?:cant|can t|cannot) (?:now|today|answer)(?: (?:now|today))?",
    ),
    "later": (
        r"(?:ei|en) (?:nyt|tanaan)(?: kiitos)?", r"(?:ehka |joskus )?(?:myohemmin|huomenna|toiste)", r"(?:inte|int) (?:nu|i ?dag)(?: tack)?", r"(?:kanske )?(?:senare|i ?morgon)", r"not (?:now|today)", r"(?:maybe )?(?:later|tomorrow)",
    ),
    "unhurried": (
        r"(?:en|ei) (?:halua|viitsi|huvita) (?:vastata|kertoa|sanoa)(?: (?:nyt|tanaan|tahan|sita))*", r"en (?:kerro|vastaa|sano)(?: (?:nyt|tanaan|tahan|sita))*", r"ei huvita(?: (?:nyt|tanaan))?", r"(?:jag )?vill (?:inte|int) (?:svara|saga det|beratta)(?: (?:nu|i ?dag))?", r"i (?:don t|dont|do not) want to (?:answer|tell|say)(?: (?:now|today))?",
        r"en (?:ole |oo )(?:ihan |aivan |kovin )?varma", r"(?:en|emma) (?:ma )?(?:tieda|osaa sanoa)(?: (?:yhtaan|nyt|oikein))*", r"(?:ei|en) (?:hajuakaan|aavistustakaan)", r"(?:jag )?vet (?:inte|int)(?: riktigt)?", r"ingen aning", r"i (?:don t|dont|do not) know", r"no idea",
    ),
    "tired": (
        rf"(?:ma |mina )?(?:olen |oon )?(?:{_MUCH} )*(?:vasynyt|poikki|uupunut)(?: (?:tanaan|nyt))*", rf"(?:mua |minua )?vasyttaa(?: (?:kovasti|niin|paljon|kamalasti|hirveasti|tosi|{_SO}))*", r"(?:jag ar |ja e )?(?:sa |mycket |jatte|skit)?trott(?: (?:nu|i ?dag))*", r"(?:(?:i am|i m|im) )?(?:so |very )?tired(?: (?:now|today))*",
    ),
    "leave_me": (
        r"(?:lopeta|lopettakaa)(?: jo)? (?:nama |noi |nuo |taa |tama )?(?:kysely\w*|kysymys|kysymykset|kysymi\w+|viestit|viestien \w+|uteleminen)(?: jo)?", rf"(?:ala|alkaa) (?:kysy|kysele|kyselko|utele|laheta|laita)(?: (?:enaa|mitaan|nyt|viesteja|aina|{_ME}|mulle|minulle))*", r"en halua (?:enaa )?(?:naita |mitaan )?(?:viesteja|kysymyksia|kyselyja|kyselyita)(?: enaa)?", r"(?:jata|anna) (?:mut|minut|mun|minun) (?:olla )?(?:rauhaan|rauhassa|olla)",
        r"sluta (?:fraga|skriva|skicka)(?: \w+){0,2}", r"fraga (?:inte|int)(?: (?:mer|mera|langre))?", r"lamna mig i fred", r"lat mig vara", r"stop (?:asking|writing|these questions|the questions|the messages)(?: me)?", r"(?:don t|dont|do not) ask(?: (?:me|any ?more))*", r"leave me alone",
    ),
    "quit": (
        r"(?:haluan|tahdon|haluaisin) (?:lopettaa (?:taman|koko jutun|taman jutun|botin|palvelun|kayton|homman|koko homman)|pois (?:tasta|botista|taalta)|erota)(?: kokonaan)?", r"en halua (?:enaa )?(?:olla mukana|jatkaa(?: (?:taman|botin) kanssa)?|kayttaa (?:tata|bottia))(?: (?:enaa|tata|tassa))*", r"(?:miten|kuinka) (?:taman voi |tasta paasee |lopetan )?(?:lopettaa|eroon|pois|taman)",
        r"jag vill (?:inte|int) (?:ha det har|vara med|fortsatta(?: med det har)?)(?: (?:mer|mera|langre))?", r"jag vill (?:sluta med det har|ga ur|lamna (?:boten|det har))", r"i (?:want|would like) to (?:leave|quit|stop) (?:this|the bot)", r"i (?:don t|dont|do not) want (?:this|to go on)(?: any ?more)?",
    ),
}  # fmt: skip
"""A remark -> full-message patterns over folded words (no diacritics, lower case). The first that fits counts."""

_PATTERNS = [(remark, re.compile(rf"(?:{'|'.join(patterns)})")) for remark, patterns in REMARKS.items()]
PERSON = frozenset({"human", "beyond", "again"})
"""After these the client reads how to reach a person, once she has consented to being here."""
OF_A_SCALE = frozenset({"tired", "so_so"})
"""Remarks that are half an answer where a number is asked, and nothing elsewhere."""
IN_PLACE = {"nod": ("", "idle"), "bye": ("", "idle", "low_offer")}
"""Remarks that mean this only there: "ok" to a question may be an answer."""
RELIEF = frozenset({"weary", "curse"})
"""These end what was asked: rest and a person are offered instead, and nothing is asked (R24, R32)."""


def understand(text: str, script: str = "", *, scale: bool = False) -> str:
    """The remark that these words plainly are where this script is open and perhaps asks for a number, or nothing."""
    words = folded(text[:200])
    if not words and text.strip() and script in IN_PLACE["nod"]:
        return "nod"  # signs alone, a thumb or a smile
    if not words or len(words.split()) > MOST_WORDS:
        return ""
    found = (remark for remark, pattern in _PATTERNS if _fits(remark, script, scale=scale) and pattern.fullmatch(words))
    return next(found, "")


def _fits(remark: str, script: str, *, scale: bool) -> bool:
    return (scale or remark not in OF_A_SCALE) and script in IN_PLACE.get(remark, (script,))


def answer(scene: Scene, text: str) -> bool:
    """A client's remark, answered; an open question stays open unless it was too much. False: it is none."""
    client, remark = scene.who.client, understand(text, scene.talk.script, scale=asks_number(scene))
    if client is None or not remark:
        return False
    if scene.talk.script == GENTLE:
        return remark == "human" and ask_once_more(scene, _said(scene, remark))
    if client.stage != "welcoming" and scene.talk.script not in talks.PROMISED and _opens(scene, remark):
        return True
    beside(scene, _said(scene, remark))
    return True


def beside(scene: Scene, said: str) -> None:
    """Say something beside the question that waits, with its buttons; the menu is no question."""
    if scene.talk.script == "idle" or not keep_open(scene, said):
        _alone(scene, said)


def _opens(scene: Scene, remark: str) -> bool:
    """Remarks after which something else is offered than what was asked."""
    words, locale = scene.house.words, scene.who.locale
    if remark in RELIEF:
        talks.close(scene.talk)
        scene.lead = words.bot(f"remark_{remark}", locale)
        open_script(scene, "low_offer")
    elif remark == "leave_me":
        scene.lead = words.bot("remark_leave_me", locale)
        open_script(scene, "break_start")
    elif remark == "hurt":
        talks.close(scene.talk)
        scene.lead = words.bot("remark_hurt", locale)
        open_script(scene, "fear_and_safety")
    elif remark == "quit":
        _alone(scene, words.bot("remark_quit", locale), [[(words.bot("data_no_service", locale), "d.service")]])
    else:
        return False
    return True


def _said(scene: Scene, remark: str) -> str:
    """The one answer to a remark."""
    words, locale, client = scene.house.words, scene.who.locale, scene.client
    welcoming = client.stage == "welcoming"
    facts: dict[str, object] = {}
    if remark == "clock":
        facts = words.clock(scene.now, client.timezone, locale)
    elif remark == "who_pro":
        facts["pro"] = next((pro.name for _, pro, _ in people.carers(scene.tx, client.id)), "")
        remark = remark if facts["pro"] else "beyond"
    elif remark == "next":
        due = timers.next_after(scene.tx, scene.now, "check_in", client.id)
        facts["next_day"] = words.moment(due, scene.now, client.timezone, locale) if due else ""
        remark = remark if due else "no_next"
    elif remark == "my_step":
        facts["step"] = client.step_what
        remark = remark if client.step_what else "no_step"
    elif remark == "call_when":
        facts["phone"] = scene.house.customs.unit_phone
        remark = "call_when_phone" if facts["phone"] else remark
    elif remark in ("leave_me", "quit", "hurt") or remark in RELIEF:
        remark = "unhurried"
    said = words.bot(f"remark_{remark}", locale, **facts)
    return said if welcoming or remark not in PERSON else f"{said} {words.bot('remark_person', locale)}"


def beyond(scene: Scene) -> str:
    """To a question that nobody wrote an answer for."""
    return _said(scene, "beyond")


def often(times: int) -> bool:
    """Whether words were no answer to one question so often that saying the same again would only be a wall."""
    return times >= OFTEN and not times % 2


def again(scene: Scene) -> str:
    """To words that fit no button, said again and again."""
    return _said(scene, "again")


def asks(text: str) -> bool:
    """Whether it is a question: by its mark, or short and begun with a question word."""
    words = folded(text[:200])
    return text.rstrip().endswith("?") or (len(words.split()) <= SHORT and ASKING.match(words) is not None)


def _alone(scene: Scene, said: str, rows: Rows = ()) -> None:
    row = [help_button(scene.house, scene.who.locale)]
    say(scene.tx, scene.who.person, said, scene.now, rows=[*rows, row], client_id=scene.client.id)
