"""
Plain wishes in a client's own words: "tauko", "haluan muuttaa rytmiä", "hjälp", "stop".

Only short messages count: a wish is said in a few words, and a longer one deserves to be received as what it is.
Stems, because Finnish inflects; all languages at once, because people mix them.
"""

from __future__ import annotations

import re
import unicodedata

from bot.actions.scene import Scene
from bot.actions.speaker import tell

MOST_WORDS = 7  # in one wish
RHYTHM_FI = r"rytmi(?:a|n|ni|ani|in|ksi)?"

WISHES: dict[str, tuple[str, ...]] = {
    # apu-, hjälp, help: first, because it must never be mistaken for something else
    "help": (
        r"(?:tarvitsen |haluan )?apua?(?: nyt| heti)?", r"(?:auta|auttakaa)(?: minua| mua)?", r"(?:jag behover )?hjalp(?: mig)?(?: nu)?",
        r"(?:i |please )?(?:need )?help(?: me)?(?: now)?",
    ),
    "contact": (
        r"(?:haluan |haluaisin |toivon )?yhteydenot\w+", r"soita", r"(?:voitko|voisitko|voiko joku|voisiko joku) soittaa(?: (?:minulle|mulle))?", r"(?:soita|soittakaa|soitatko) (?:minulle|mulle)", r"(?:ota|ottakaa) (?:minuun |muhun )?yhteytta",
        r"(?:voinko|saanko|voisinko|saisinko|haluan|haluaisin|pitaisi) (?:ma |mina )?(?:puhua|jutella|keskustella|soittaa) (?:jonkun|jollekin|jollekulle|ihmisen|ihmiselle|ohjaajan|ohjaajani|ohjaajalle|ammattilaisen|ammattilaiseni)(?: kanssa)?",
        r"(?:soittaisi|soittaisiko|voisiko|voiko) joku (?:soittaa )?(?:minulle|mulle)", r"(?:kan|far) jag (?:fa )?(?:prata|tala|snacka) med (?:nagon|nan|en manniska|min handledare)", r"jag vill (?:prata|tala) med (?:nagon|nan|en manniska|min handledare)", r"(?:can i|i want to|may i) (?:talk|speak) (?:to|with) (?:someone|somebody|a person|a human)",
        r"ring (?:till )?mig", r"kontakta mig", r"kontakt", r"(?:jag vill )?bli kontaktad", r"(?:please )?(?:call|contact) me",
    ),
    "language": (r"(?:pa )?svenska", r"(?:in )?english", r"(?:suomi|suomeksi|ruotsiksi|englanniksi|englanti|ruotsi|finska|engelska)", r"(?:puhu|voitko puhua|puhutko) (?:suomea|ruotsia|englantia)", r"(?:prata|tala) (?:svenska|finska|engelska)", r"speak (?:english|finnish|swedish)",
        r"kieli", r"kielen vaihto", r"vaihda kiel(?:i|ta|en)", r"(?:byt )?sprak(?:et)?", r"(?:change )?(?:the )?language"),
    "rhythm": (
        rf"{RHYTHM_FI}", rf"(?:muuta|muuttaisin|vaihda|(?:haluan|haluaisin|voinko) (?:muuttaa|vaihtaa)) {RHYTHM_FI}",
        r"(?:kysy )?(?:harvemmin|useammin)(?: kiitos)?", r"(?:andra |byt )?(?:min )?rytm(?:en)?", r"(?:fraga )?(?:mer sallan|mindre ofta|oftare)(?: tack)?",
        r"(?:change )?(?:the |my )?rhythm", r"(?:ask )?(?:less|more) often(?: please)?",
    ),
    "time": (
        r"(?:muuta|vaihda|siirra|muuttaisin|haluan muuttaa|voinko muuttaa|voiko muuttaa) (?:kysely(?:n|jen)? |kysymyksen |viestin )?(?:kellonaika\w*|kellon|aika|ajan|aikaa)(?: (?:aamuun|aamulle|iltaan|illalle|iltapaivaan|paivaan|aamupaivaan))?",
        r"(?:siirra|vaihda) (?:kysely|kysymys|kyselyt|kysymykset|viestit) (?:aamuun|aamulle|iltaan|illalle|iltapaivaan|paivaan)",
        r"(?:voitko |voisitko |haluan etta |mieluummin )?(?:kysy|kysya|kysyt|kysella) (?:minulta |multa )?(?:mieluummin |vasta |jo )?(?:aamulla|aamuisin|aamupaivalla|iltapaivalla|illalla|iltaisin|paivalla|myohemmin|aikaisemmin|eri aikaan|toiseen aikaan)(?: kiitos| mieluummin)?",
        r"kellonaika", r"(?:byt|andra|flytta)(?: till)? (?:tid(?:en)?|klockslag(?:et)?|morgonen|kvallen|eftermiddagen|formiddagen)", r"(?:kan du )?fraga (?:mig )?(?:hellre )?pa (?:morgonen|kvallen|eftermiddagen|formiddagen)(?: (?:istallet|i stallet))?",
        r"(?:change )?the time of day", r"change the time", r"(?:please |can you )?ask (?:me )?(?:in the (?:morning|evening|afternoon)|later in the day)(?: instead)?",
    ),
    "back": (
        r"(?:tauko|loma) (?:loppu(?:u|i)?|on ohi|ohi)", r"(?:lopeta|lopetan|paata) (?:tauko|tauon)", r"palaan", r"olen (?:palannut|takaisin)",
        r"jag (?:ar|e) tillbaka", r"jag vill tillbaka", r"haluan takaisin", r"(?:pausen|ledigheten) (?:ar )?slut", r"(?:i am|i m|im) back", r"(?:end|stop) (?:the |my )?break",
    ),
    "break": (
        r"(?:pida|pidan|pidetaan|haluan|haluaisin|tarvitsen|otan)? ?(?:pienen |pienta |pieni )?(?:tauko|tauon|taukoa|tauolle)",
        r"(?:jag vill ha |jag behover |ta |jag tar )?(?:en )?(?:liten )?paus", r"(?:i need |i want |take |i take )?(?:a )?(?:little )?(?:break|pause)",
    ),
    "stop": (
        r"lopeta(?:n)?(?: jo| tama)?", r"lopetetaan(?: tahan| jo)?", r"riittaa(?: jo| nyt| talta paivalta)?", r"seis", r"(?:unohda|unohdetaan) (?:se|koko juttu|tama)", r"peruuta", r"(?:anna|antaa) olla", r"glom (?:det|bort det)", r"avbryt", r"never mind", r"cancel", r"sluta(?: nu)?", r"stopp?",
        r"det racker(?: nu| for nu)?", r"(?:that is |that s )?enough(?: for now)?", r"quit",
    ),
    "check_in": (
        r"kuulumise(?:t|ni)", r"(?:ma |mina )?(?:olen |oon )?(?:tosi |ihan |niin |aika |todella )?vasynyt", r"(?:minua |mua )?vasyttaa(?: kovasti| niin| paljon)?",
        r"(?:jag ar )?(?:sa |mycket |jatte)?trott", r"(?:(?:i am|i m|im) )?(?:so |very )?tired", r"avstamning", r"check ?in",
    ),
    "my_data": (r"(?:nayta )?(?:minun |mun )?(?:tiedot|tiedoni|tietoni|tiedostani|tietojani)", r"mita tiedat minusta", r"(?:visa )?mina uppgifter", r"vad vet du om mig", r"(?:show )?my data", r"what do you know about me"),
    "delete_me": (r"poista(?:kaa)? (?:minut|(?:kaikki |minun )?(?:tiedot|tiedoni|tietoni))", r"radera (?:mig|mina uppgifter|allt)", r"ta bort mina uppgifter", r"delete (?:me|my data|everything)"),
    "seen": (r"mita nakyy", r"kuka nakee(?: taman| tata| nama| naita)?", r"vad syns", r"vem ser(?: det har)?", r"who (?:can )?sees? (?:this|what)", r"what is seen"),
    "path": (r"oma polku(?:ni)?", r"(?:nayta )?(?:oma |mun |minun )?polkuni", r"(?:visa )?min(?: egen)? vag", r"(?:show )?my (?:own )?(?:way|path)"),
    "measures": (r"(?:minun )?mittari(?:t|ni)", r"mittaukset", r"(?:mina )?matningar(?:na)?", r"(?:my )?measures?"),
    "step": (r"(?:haluan|haluaisin|voinko) (?:valita|ottaa|vaihtaa|muuttaa) (?:uuden )?kokeilu(?:n|a|ni)?", r"jag vill (?:valja|byta|andra) (?:ett )?forsok", r"(?:uusi |valitse |vaihda )?kokeilu(?:n|ni|a)?", r"(?:nytt )?forsok(?:et)?", r"(?:new )?experiment"),
    "plan": (r"suunnitelma(?:n|ni|a)?", r"(?:mina? )?plan(?:en)?", r"(?:my )?plan"),
    "goals": (r"tavoit(?:e|teet|teeni|teitani)", r"mitka ovat (?:minun |mun )?tavoitteeni", r"mika on (?:minun |mun )?tavoitteeni", r"vad ar mitt mal", r"what is my goal", r"(?:mina )?mal(?:en)?", r"(?:my )?goals?"),
    "invite": (r"kutsu", r"kutsu asiakas", r"bjud in(?: klient)?", r"invite(?: a client)?"),
    "group": (r"(?:vertais)?ryhma(?:n|an|ssa|ni)?", r"(?:kamratstods)?grupp(?:en)?", r"(?:the )?(?:peer )?group"),
    "week": (r"(?:mun |minun )?viikko(?:ni)?", r"mita kerrot viikostani", r"(?:min )?vecka(?:n)?", r"(?:my )?week"),
    "close": (r"(?:mun |minun )?lahei(?:nen|set|seni|sille|selle)", r"(?:laheta )?terveiset", r"(?:mina )?narstaende", r"close (?:people|person)"),
    "clients": (r"(?:mun |minun |omat )?asiakkaa(?:t|ni)", r"asiakaslista", r"(?:mina )?klienter(?:na)?", r"(?:my )?clients"),
    "deputy": (r"(?:mun |minun )?sijai(?:nen|seni|suus)", r"(?:min )?(?:vikarie|stallforetradare)", r"(?:my )?deputy"),
    "digest": (r"kooste(?:en|tta|eni)?", r"sammanstallning(?:en)?", r"digest"),
    "menu": (
        r"valikko", r"mita osaat", r"mita voin tehda", r"moi(?:kka)?", r"hei", r"terve", r"huomenta", r"meny", r"vad kan du", r"hej", r"god morgon", r"god dag", r"hyvaa (?:huomenta|paivaa|iltaa)", r"paivaa",
        r"menu", r"hello", r"hi", r"good morning", r"what can you do",
    ),
}  # fmt: skip
"""A wish -> full-message patterns over folded words (no diacritics, lower case)."""

_PATTERNS = [(wish, re.compile(rf"(?:{'|'.join(patterns)})")) for wish, patterns in WISHES.items()]


def folded(text: str) -> str:
    """Lower case, without diacritics, punctuation and doubled blanks."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w/]+", " ", plain).split())


def understand(text: str) -> str:
    """The wish that these words plainly are, or nothing. It never guesses."""
    words = folded(text[:200])
    if not words or len(words.split()) > MOST_WORDS:
        return ""
    return next((wish for wish, pattern in _PATTERNS if pattern.fullmatch(words)), "")


def pro_menu(scene: Scene) -> None:
    tell(scene.tx, scene.house, scene.who, "pro_menu", scene.now)
