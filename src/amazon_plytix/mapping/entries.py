"""One entry of a mapping as the file writes it, and everything that can be wrong with it."""

import re
from collections.abc import Iterator
from sys import intern
from typing import Annotated, ClassVar
from unicodedata import category

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails

from amazon_plytix.amazon import (
    known_codes,
    listing_sku,
    marketplace_code,
    normal_asin,
    normal_marketplace,
    parts_of_sku,
)
from amazon_plytix.mapping.document import type_name
from amazon_plytix.mapping.listing import Canonical, Listing
from amazon_plytix.mapping.members import ASIN_KEYS
from amazon_plytix.mapping.problems import EntryPosition, Problem

# Source: plytix-api.md 3.1: a SKU has at most 100 characters.
_LONGEST_SKU = 100
# Far more than any id, ASIN or model number has.
_LONGEST_CODE = 200
# Control and format characters (direction marks are some), halves of characters, ends of lines and of paragraphs.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# Source: plytix-api.md 3.3: ids are 24 hexadecimal digits.
_ID = re.compile(r"[0-9a-fA-F]{24}")


def _blank_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _marketplace(text: str | None) -> str | None:
    try:
        return normal_marketplace(text)
    except ValueError as error:
        raise ValueError(f"{error}; it has {known_codes()}") from None


def _usable_sku(text: str | None) -> str | None:
    if text is None:
        return None
    sku = text.strip()
    if len(sku) > _LONGEST_SKU:
        raise ValueError(f"is {len(sku)} characters long; Plytix takes {_LONGEST_SKU}")
    if not sku.isprintable():
        raise ValueError("has characters that cannot be printed")
    return sku


def _code(text: str | None) -> str | None:
    """Return an id or a code without blanks around it. It goes into messages, and must not steer a terminal there."""
    if text is None:
        return None
    code = text.strip()
    if len(code) > _LONGEST_CODE:
        raise ValueError(f"is {len(code):,} characters long; at most {_LONGEST_CODE} can be right")
    # Some blanks count as unprintable, too, and do no harm.
    if not code.isprintable() and any(category(character) in _UNPRINTABLE for character in code):
        raise ValueError("has characters that cannot be printed")
    return code


def _plytix_id(text: str | None) -> str | None:
    """Return an id in lower case, as Plytix writes it."""
    if text is None:
        return None
    if not _ID.fullmatch(text):
        raise ValueError("is not an id of Plytix's, which are 24 hexadecimal digits")
    return text.lower()


Text = Annotated[str | None, BeforeValidator(_blank_is_none)]
Sku = Annotated[Text, AfterValidator(_usable_sku)]
Code = Annotated[Text, AfterValidator(_code)]
PlytixId = Annotated[Code, AfterValidator(_plytix_id)]
Asin = Annotated[str, AfterValidator(normal_asin)]
Marketplace = Annotated[Text, AfterValidator(_marketplace)]


class Entry(BaseModel):
    """An entry, with the field names of the real mapping files (amazon-catalog.md 4.2, both shapes).

    Validate it with a context: the marketplace of entries that name none, or ``None``.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="ignore", frozen=True)

    asin: Asin = Field(validation_alias=AliasChoices(*ASIN_KEYS))
    marketplace: Marketplace = None
    suggested_sku: Sku = Field(default=None, validate_default=True)
    canonical_sku: Sku = Field(
        default=None, validation_alias=AliasChoices("canonical_plytix_sku", "plytix_product_sku")
    )
    canonical_id: PlytixId = Field(
        default=None, validation_alias=AliasChoices("canonical_plytix_id", "plytix_product_id")
    )
    amazon_parent_asin: Code = None
    amazon_sku: Text = None
    amazon_upc: Text = None
    amazon_ean: Text = None
    amazon_title: Text = None
    amazon_size: Text = None
    amazon_color: Text = None
    amazon_variation_theme: Text = None
    amazon_listing_status: Text = None
    model_number: Code = None
    item_classification: Text = None

    @field_validator("suggested_sku")
    @classmethod
    def _agrees_with_entry(cls, sku: str | None, info: ValidationInfo) -> str | None:
        """Refuse a missing SKU if none can be made, and AMZN-<marketplace>-<ASIN> if the entry contradicts it."""
        stated = info.data.get("marketplace")
        if sku is None:
            if "marketplace" in info.data and not (stated or info.context):
                raise ValueError(
                    "is missing, and cannot be made without a marketplace: "
                    "give one in the entry, in the metadata or with --marketplace"
                )
        elif parts := parts_of_sku(sku):
            marketplace, asin = marketplace_code(parts[0]), info.data.get("asin", parts[1])
            if parts[1].upper() != asin:
                raise ValueError(f"{sku} names ASIN {parts[1]}, the entry is about {asin}")
            if marketplace and stated and marketplace != stated:
                raise ValueError(f"{sku} names marketplace {marketplace}, the entry is about {stated}")
        return sku

    @property
    def canonical(self) -> Canonical | None:
        """Return the canonical product that the entry names, or ``None`` if it names none."""
        if self.canonical_sku or self.canonical_id:
            return Canonical(self.canonical_sku, self.canonical_id)
        return None

    def listing(self, position: EntryPosition, marketplace: str) -> Listing:
        """Return the entry as a Listing in ``marketplace``."""
        return Listing(
            position=position,
            sku=self.suggested_sku or listing_sku(marketplace, self.asin),
            asin=self.asin,
            marketplace=marketplace,
            canonical=self.canonical,
            parent_asin=_shared(self.amazon_parent_asin),
            amazon_sku=self.amazon_sku,
            upc=self.amazon_upc,
            ean=self.amazon_ean,
            title=self.amazon_title,
            size=_shared(self.amazon_size),
            color=_shared(self.amazon_color),
            variation_theme=_shared(self.amazon_variation_theme),
            listing_status=_shared(self.amazon_listing_status),
            model_number=_shared(self.model_number),
            item_classification=_shared(self.item_classification),
        )


def _shared(text: str | None) -> str | None:
    """Return the same text, held in memory once for all entries: a large mapping repeats few sizes and colours."""
    return None if text is None else intern(text)


def names_marketplace(raw: object) -> bool:
    """Return whether a raw entry names a marketplace itself, be it a good one or not."""
    named = raw.get("marketplace") if isinstance(raw, dict) else None
    return named is not None and bool(str(named).strip())


def problems_of(raw: object, error: ValidationError, position: EntryPosition) -> Iterator[Problem]:
    """Yield every complaint of pydantic's about one raw entry as a Problem."""
    asin = stated_asin(raw)
    for detail in error.errors(include_url=False):
        field = str(detail["loc"][0]) if detail["loc"] else None
        yield Problem(_sentence(detail), position, asin, field)


def stated_asin(raw: object) -> str | None:
    """Return the ASIN of a raw entry as it stands there, good or not, ``None`` if it cannot be shown."""
    if not isinstance(raw, dict):
        return None
    asin = raw.get("amazon_asin", raw.get("asin"))
    return asin[:20] if isinstance(asin, str) and asin.isprintable() else None


def _sentence(detail: ErrorDetails) -> str:
    if detail["type"] == "missing":
        return "is missing"
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    wanted = "an object" if detail["type"] == "model_type" else "text"
    return f"must be {wanted}, not {type_name(detail['input'])}"
