"""Plain wishes are understood in three languages and inflected; longer words are never taken for one."""

from __future__ import annotations

import pytest

from bot.actions.intents import understand

WISHES = {
    "time": ["muuta kellonaika aamuun", "muuta kellonaika", "kysy illalla", "haluan että kysyt aamulla", "voitko kysyä mieluummin illalla", "siirrä kysely iltaan",
             "byt till morgonen", "kan du fråga på kvällen i stället", "ask me in the evening", "change the time of day"],
    "help": ["apua", "Apua!", "APUA NYT", "auta", "auttakaa", "tarvitsen apua", "hjälp", "Hjälp mig", "help", "help me", "I need help"],
    "contact": ["soita minulle", "Soittakaa minulle", "ota yhteyttä", "ottakaa minuun yhteyttä", "haluan yhteydenoton", "toivon yhteydenottoa",
                "ring mig", "kontakta mig", "jag vill bli kontaktad", "call me", "contact me", "please call me",
                "haluaisin jutella jonkun kanssa", "voinko puhua ihmisen kanssa", "kan jag få prata med någon", "can I talk to someone"],
    "language": ["svenska", "på svenska", "puhu suomea", "in English", "kieli", "vaihda kieltä", "vaihda kieli", "kielen vaihto", "språk", "byt språk", "language", "change language"],
    "rhythm": ["rytmi", "rytmiä", "muuta rytmiä", "haluan muuttaa rytmiä", "haluaisin muuttaa rytmiä", "kysy harvemmin", "harvemmin kiitos", "useammin",
               "rytm", "ändra rytm", "ändra rytmen", "byt rytm", "mer sällan", "fråga mer sällan", "oftare", "rhythm", "change the rhythm", "ask less often", "more often"],
    "back": ["tauko loppuu", "tauko ohi", "tauko on ohi", "lopeta tauko", "palaan", "olen palannut", "jag är tillbaka", "pausen är slut", "I'm back", "I am back"],
    "break": ["tauko", "Tauko.", "haluan tauon", "haluaisin pienen tauon", "tarvitsen taukoa", "pidetään tauko", "pidän tauon", "paus", "jag vill ha paus",
              "jag vill ha en paus", "jag behöver en paus", "ta en paus", "break", "I need a break", "take a break", "pause"],
    "stop": ["unohda koko juttu", "peruuta", "antaa olla", "glöm det", "cancel", "lopeta", "lopetetaan", "lopetetaan tähän", "riittää", "riittää nyt", "seis", "stop", "stopp", "sluta", "det räcker", "det räcker nu", "enough", "that is enough", "quit"],
    "check_in": ["kuulumiset", "väsynyt", "olen väsynyt", "olen tosi väsynyt", "väsyttää", "väsyttää kovasti", "trött", "jag är trött", "jag är så trött", "tired", "I am tired",
                 "I'm so tired", "avstämning", "check in", "check-in"],
    "seen": ["mitä näkyy", "mitä näkyy?", "kuka näkee tämän?", "kuka näkee nämä", "vad syns", "vem ser det här?", "who sees this?", "what is seen"],
    "step": ["haluan valita kokeilun", "kokeilu", "uusi kokeilu", "valitse kokeilu", "nytt försök", "försök", "experiment", "new experiment"],
    "invite": ["kutsu", "kutsu asiakas", "bjud in", "bjud in klient", "invite", "invite a client"],
    "week": ["viikko", "viikkoni", "mitä kerrot viikostani", "veckan", "min vecka", "my week"],
    "close": ["läheiset", "läheiselle", "lähetä terveiset", "närstående", "close people"],
    "clients": ["asiakkaat", "omat asiakkaat", "asiakkaani", "klienter", "mina klienter", "my clients"],
    "deputy": ["sijainen", "sijaiseni", "vikarie", "my deputy"],
    "digest": ["kooste", "sammanställning", "digest"],
    "menu": ["valikko", "mitä osaat?", "moi", "Hei!", "terve", "huomenta", "meny", "vad kan du?", "hej", "menu", "hello", "hi", "what can you do?"],
}  # fmt: skip
NO_WISHES = [
    "", "   ", "🙂", "?!", "12", "kyllä", "ei", "ja", "nej", "yes", "no",
    "Mies lähti tauolle töistä ja minä jäin yksin", "Kahvitauko oli mukava", "Rytmihäiriö huolestuttaa", "rytmihäiriöitä", "rytmimusiikkia",
    "En halua että kukaan soittaa minulle", "en tarvitse apua", "ei apua kiitos", "älä lopeta", "en ole väsynyt",
    "Kokeilin eilen kävelyä pihalla", "kokeilin", "kokeilen huomenna", "kokeilin mutta en jaksanut", "Lopetin tupakoinnin viime vuonna",
    "En tiedä, riittääkö tämä kenellekään", "Hei, minulla oli tänään hankala päivä töissä",
    "Jag tog en paus och drack kaffe ute", "Det var en kaffepaus", "pausade musiken", "Jag försökte gå ut idag men det gick inte", "försökte", "Språket är svårt",
    "språkkurs", "Jag är inte trött", "I am not tired", "I do not need help", "The break room was noisy", "don't call me", "soita äidille", "kielikurssi", "kielitaito",
    "koostemateriaali", "tietysti", "tietenkin", "tietokone on rikki", "ryhmähalaus", "ensi viikko on raskas", "läheiseni kuoli", "olen poissa tolaltani", "asiakkaat huusivat töissä", "kuulumisia vaihdettiin naapurin kanssa", "x" * 4000,
]  # fmt: skip


@pytest.mark.parametrize(("wish", "text"), [(wish, text) for wish, texts in WISHES.items() for text in texts])
def test_a_plain_wish_is_understood(wish: str, text: str) -> None:
    assert understand(text) == wish


@pytest.mark.parametrize("text", NO_WISHES)
def test_what_is_no_plain_wish_is_not_taken_for_one(text: str) -> None:
    assert understand(text) == ""
