"""Files as other programs write them are good input."""

import json
from collections.abc import Callable

import pytest

from amazon_plytix.mapping import ListingMapping
from tests.support import entry

Reading = Callable[..., ListingMapping]

TITLE = "Men’s 4″ Boot – café ™ &amp; &Trade; 靴 👢 \u200e"
ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "UTF-8 with BOM": lambda text: text.encode("utf-8-sig"),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "CRLF with BOM": lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
    "CR alone": lambda text: text.replace("\n", "\r").encode(),
    "UTF-16 with BOM": lambda text: text.encode("utf-16"),
    "UTF-16, big end first, with BOM": lambda text: ("\ufeff" + text).encode("utf-16-be"),
    "UTF-32 with BOM": lambda text: text.encode("utf-32"),
    "blank lines around": lambda text: f"\n\n{text}\n\n".encode(),
}


@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS)
@pytest.mark.parametrize("escaped", [True, False], ids=["escaped", "plain"])
def test_a_title_survives_every_encoding(reading: Reading, encode: Callable[[str], bytes], escaped: bool) -> None:
    text = json.dumps(
        {"matched": [], "unmatched_amazon": [entry(1, amazon_title=TITLE)]}, indent=2, ensure_ascii=escaped
    )
    [listing] = reading(encode(text)).listings
    assert listing.title == TITLE


def test_html_entities_stay_as_they_are(reading: Reading) -> None:
    [listing] = reading({"unmatched_amazon": [entry(1, amazon_color="Black &amp; White &#39;s")]}).listings
    assert listing.color == "Black &amp; White &#39;s"


def test_a_character_on_the_seam_of_two_reads_is_not_torn(reading: Reading) -> None:
    titles = [f"{'x' * shift}{'靴' * 50_000}" for shift in range(3)]
    entries = [entry(number, amazon_title=title) for number, title in enumerate(titles)]
    mapping = reading(json.dumps({"unmatched_amazon": entries}, ensure_ascii=False))
    assert [listing.title for listing in mapping.listings] == titles
