"""What a random person may do in a private chat: the material of the walker."""

from __future__ import annotations

from random import Random

WORDS = (
    "Nukuin huonosti ja mietin kaikenlaista",
    "Olipa tänään kaunis ilma, kävin ulkona",
    "En oikein tiedä",
    "Idag var det tungt men gick ändå",
    "jag int vet riktigt vad ja ska säga",
    "It was a long day and I could not sleep",
    "ehkä huomenna",
    "kanske",
    "maybe later",
    "😀🙏🏽👩‍👩‍👧‍👦",
    "שלום עולם، مرحبا بالعالم",
    "a\x00b\x07c\x1bd",
    "\u202eabc\u2066def\u2069",
    "\u200b\u200d\ufeff",
    "   \n\t  ",
    ".",
    "<b>lihava</b> <script>alert(1)</script> &amp; </i>",
    "*tähti* _alaviiva_ [linkki](http://example.org) `koodi` ~~~",
    "{name} {0} %s %(x)d ${y} {{z}} {",
    "'; DROP TABLE client; --",
    "/ei komento / mutta / viivoja",
    "rivi yksi\nrivi kaksi\n\nrivi neljä",
    "x" * 4096,
    "Pitkä viesti väsyneeltä ihmiseltä. " * 110,
    "😀" * 2000,
    "\ud83d yksin \udc00",
    "é e\u0301 Å ﬁ ﷽ ß ẞ İ ı",
    "12345678901234567890123456789012345678901234567890",
    "-1", "11", "10,5", "25:99", "9.30", "31.2.2027", "0", "3", "7", "10", "kahdeksan", "åtta", "8/10",
)  # fmt: skip
GRAVE = (
    "Haluan kuolla",
    "Jag vill inte leva längre",
    "I want to kill myself",
    "Mies hakkaa minua",
    "Rintaan sattuu kovasti enkä saa henkeä",
    "Kaikilla olisi parempi ilman minua",
    "Jag är bara en börda",
    "En ole itsetuhoinen, mutta väsynyt",
)
WISHES = (
    "tauko", "haluan muuttaa rytmiä", "apua", "lopeta", "väsynyt", "kuulumiset", "mitä näkyy", "kokeilu", "valikko",
    "moi", "soita minulle", "kieli", "palaan", "paus", "sluta", "hjälp", "trött", "rytm", "språk", "vem ser det här",
    "break", "help", "stop", "tired", "menu", "change language", "kyllä", "ei", "ja", "nej", "yes", "no",
    "jokin muu", "en halua vastata", "kutsu", "kooste",
)  # fmt: skip
COMMANDS = (
    "/start", "/apua", "/hjalp", "/help", "/kuulumiset", "/avstamning", "/checkin", "/rytmi", "/rytm", "/rhythm",
    "/tauko", "/paus", "/break", "/mita_nakyy", "/vad_syns", "/what_is_seen", "/kieli", "/sprak", "/language",
    "/valikko", "/meny", "/menu", "/kutsu", "/bjud", "/invite", "/kooste", "/digest", "/start vaara-koodi", "/START",
    "/tauko@someone_bot nyt heti", "/", "//", "/\u200b", "/tuntematon", "/start \ud83d", "/apua Haluan kuolla",
    "/start " + "x" * 3000,
)  # fmt: skip
FORGED = (
    "", "t.", "t.1.b0", "t.999999999999999.b0", "t.-1.x", "t.1.s99", "t..", "l.", "l.xx", "l.fi", "l.sv", "l.en",
    "c.take.1", "c.take.999999", "c.talked.1", "c.none.2", "c.xx.1", "c..1", "c.take.", "c.take.-1", "c.take.٣",
    "c.take." + "9" * 50, "now", "NOW", "\x00", "😀" * 16, "t.²²²²²²²²²²².b0", "t.١.b0", "x" * 64, "g.1", "t.1.b٣",
    "p.page.0", "p.", "p.page.999999999999", "p.xx.1", "p.client.1", "p.client.2.3", "q.", "q.yes.1", "q.hide.3", "q.week", "q.item.1.2",
    "q.see.1", "q.net", "q.carry", "q.leave.7", "q.reply.1", "q.remind.1",
)  # fmt: skip
PAUSES = (0.02, 0.5, 0.6, 3, 9, 13, 24, 26, 49, 72, 7 * 24, 11 * 24, 15 * 24, 30 * 24)  # hours
THINGS = ("photo", "captioned", "voice", "sticker", "contact", "location", "document", "forward", "other")


def anything_typed(random: Random) -> str:
    """Words, wishes, commands, numbers; now and then grave, long, odd, or a mixture."""
    source = random.choices((WORDS, WISHES, COMMANDS, GRAVE), (10, 5, 4, 1))[0]
    text = random.choice(source)
    if source is WISHES and random.random() < 0.3:
        text = random.choice((text.upper(), f" {text}!!", f"{text}.", f"{text} 🙂"))
    return text
