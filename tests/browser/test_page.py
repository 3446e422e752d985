"""The sandbox page by itself, with a bot that only echoes: by mouse, by keyboard, in three languages, on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def address(chromium: str) -> Iterator[str]:
    with serving("sandbox", "--port", "0") as address:
        yield address


async def test_nothing_is_fetched_from_anywhere_else(page: Page, address: str):
    # given a page that notes every address
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    # when it is opened
    await page.goto(address)
    await expect(page.get_by_role("heading", name="Rinnalla").first).to_be_visible()
    # then everything came from there
    assert len(asked) > 5
    assert [url for url in asked if not url.startswith((address, "data:"))] == []


async def test_a_person_talks_presses_and_is_answered(page: Page, address: str):
    # given a client who opens the bot
    await page.goto(address)
    phone = page.get_by_role("region", name="Asiakas")
    await phone.get_by_role("button", name="Aloita", exact=True).click()
    # when she answers and writes
    await phone.get_by_role("button", name="3", exact=True).click()
    await phone.get_by_label("Kirjoita viesti").fill("Kävin postilaatikolla <b>")
    await page.keyboard.press("Enter")
    # then the question changed, a line showed, and her words came back as she wrote them
    log = phone.get_by_role("log")
    await expect(log.get_by_text("Vastasit 3.")).to_be_visible()
    await expect(phone.get_by_text("Kuulin: 3")).to_be_visible()
    await expect(log.get_by_text("Kävin postilaatikolla <b>")).to_have_count(2)
    await expect(phone.get_by_label("Kirjoita viesti")).to_have_value("")


async def test_everything_works_by_keyboard(page: Page, address: str):
    # given another client, chosen without a mouse
    await page.goto(address)
    await page.get_by_label("Kuka asiakas").focus()
    await page.keyboard.type("Eero")
    phone = page.get_by_role("region", name="Asiakas")
    await expect(phone.get_by_text("Eero ei ole vielä avannut bottia.")).to_be_visible()
    # when Tab leads from the switch to the start button and on
    await page.get_by_label("Kuka asiakas").focus()
    for _ in range(3):  # new person, more, start
        await page.keyboard.press("Tab")
    await expect(phone.get_by_role("button", name="Aloita", exact=True)).to_be_focused()
    await page.keyboard.press("Enter")
    # then he is greeted
    await expect(phone.get_by_text("Olen kaikubotti")).to_be_visible()
    # and a pressed button, which goes away with its question, leaves the keyboard at the field below
    await phone.get_by_role("button", name="4", exact=True).press("Enter")
    await expect(phone.get_by_text("Vastasit 4.")).to_be_visible()
    await expect(phone.get_by_label("Kirjoita viesti")).to_be_focused()
    # and past all the buttons of older messages there is one step to the field
    await phone.get_by_role("button", name="Siirry kirjoittamaan").press("Enter")
    await expect(phone.get_by_label("Kirjoita viesti")).to_be_focused()
    # and the commands open; Escape closes them
    await phone.get_by_role("button", name="Komennot").press("Enter")
    await expect(phone.get_by_role("button", name="/apua Apua nyt")).to_be_visible()
    await phone.get_by_role("button", name="/apua Apua nyt").press("Escape")
    await expect(phone.get_by_role("button", name="/apua Apua nyt")).to_have_count(0)
    await expect(phone.get_by_role("button", name="Komennot")).to_be_focused()


async def test_a_link_is_opened_by_whom_one_chooses(page: Page, address: str):
    # given a professional with an invitation link
    await page.goto(address)
    phone = page.get_by_role("region", name="Ammattilainen")
    await phone.get_by_label("Kirjoita viesti").fill("/kutsu")
    await page.keyboard.press("Enter")
    # when it is opened as somebody new
    await phone.get_by_role("link", name="t.me").last.click()
    await page.get_by_role("button", name="Uusi henkilö, asiakkaan puhelin").click()
    # then the client's phone is hers, and she came with the code
    client = page.get_by_role("region", name="Asiakas")
    await expect(client.get_by_text("/start K7-manty")).to_be_visible()
    assert await page.get_by_label("Kuka asiakas").evaluate("e => e.selectedOptions[0].text") == "Outi"


async def test_a_blocked_bot_can_be_let_in_again(page: Page, address: str):
    # given a client who talks with the bot
    await page.goto(address)
    await page.get_by_label("Kuka asiakas").select_option(label="Liisa")
    phone = page.get_by_role("region", name="Asiakas")
    await expect(
        phone.get_by_text("Liisa ei ole vielä avannut bottia.")
    ).to_be_visible()  # her phone, not the last one's
    await phone.get_by_role("button", name="Aloita", exact=True).click()
    await expect(phone.get_by_text("Olen kaikubotti")).to_be_visible()
    # when she blocks it
    await phone.get_by_role("button", name="Lisää, asiakas").click()
    await phone.get_by_role("button", name="Estä botti").click()
    # then there is nothing to write in until she unblocks it
    await expect(phone.get_by_text("Liisa on estänyt botin.")).to_be_visible()
    await expect(phone.get_by_label("Kirjoita viesti")).to_have_count(0)
    await phone.get_by_role("button", name="Poista esto").click()
    await expect(phone.get_by_label("Kirjoita viesti")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "client", "day"),
    [("fi", "Asiakas", "+1 päivä"), ("sv", "Klient", "+1 dag"), ("en", "Client", "+1 day")],
)
async def test_the_page_speaks_three_languages_and_says_which(
    page: Page, address: str, language: str, client: str, day: str
):
    await page.goto(f"{address}?lang={language}")
    await expect(page.get_by_role("region", name=client)).to_be_visible()
    await expect(page.get_by_role("button", name=day)).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", language)


async def test_time_moves_when_a_button_is_pressed(page: Page, address: str):
    # given the clock
    await page.goto(address)
    clock = page.get_by_role("region", name="Kokeilun kello").get_by_role("status")
    before = await clock.text_content() or ""
    # when a day is added
    await page.get_by_role("button", name="+1 päivä").click()
    # then the date is another
    await expect(clock).not_to_have_text(before)


async def test_a_phone_shows_one_phone_at_a_time_and_nothing_sticks_out(page: Page, address: str):
    # given a narrow screen
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto(address)
    await expect(page.get_by_role("region", name="Asiakas")).to_be_visible()
    await expect(page.get_by_role("region", name="Ammattilainen")).to_have_count(0)
    # when another phone is chosen
    await page.get_by_role("navigation").get_by_role("button", name="Ammattilainen").click()
    # then it is there, the first is not, and the page is no wider than the screen
    await expect(page.get_by_role("region", name="Ammattilainen")).to_be_visible()
    await expect(page.get_by_role("region", name="Asiakas")).to_have_count(0)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390


async def test_who_has_larger_letters_in_the_browser_gets_them(page: Page, address: str):
    # given a telephone of 360 px, and letters of 150 % and 200 % (WCAG 1.4.4)
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto(address)
    for size in (24, 32):
        await page.add_style_tag(content=f"html {{ font-size: {size}px }}")
        # then what is read and written grows with them, and nothing sticks out
        assert await page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == size * 15 / 16
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_words_stand_out_from_their_ground(page: Page, address: str, theme: str):
    """WCAG 2.1 AA: 4.5 to 1 for text of this size."""
    # given a chat in this theme
    await page.goto(address)
    await page.get_by_label("Ulkoasu").select_option(theme)
    await page.get_by_label("Kuka ammattilainen").select_option(index=0)
    phone = page.get_by_role("region", name="Ammattilainen")
    await phone.get_by_label("Kirjoita viesti").fill("/start")
    await page.keyboard.press("Enter")
    await expect(phone.get_by_role("button", name="En halua kertoa").last).to_be_visible()
    await page.emulate_media(reduced_motion="reduce")
    # when every text is compared with the colour below it
    found: list[dict[str, object]] = await page.evaluate(CONTRAST)
    # then none is too faint
    assert len(found) > 20
    assert [text for text in found if float(str(text["ratio"])) < 4.5] == []


CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const ground = (e) => { for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] > 250) return c; }
    return [255, 255, 255]; };
  const found = [];
  for (const e of document.querySelectorAll('.desk *')) {
    const text = [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent.trim()).join('');
    if (!text || !e.checkVisibility({visibilityProperty: true}) || e.closest('.unseen, option')) continue;
    const [a, b] = [light(rgba(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    found.push({text: text.slice(0, 30), ratio: Math.round(100 * (a + .05) / (b + .05)) / 100});
  }
  return found;
}"""
