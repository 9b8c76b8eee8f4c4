"""One entry of a mapping, as written in the file, and everything that can be wrong with it at once."""

import re
from collections.abc import Iterator
from sys import intern
from typing import Annotated, ClassVar

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

from amazon_plytix.amazon.asin import listing_sku, normal_asin, parts_of_sku
from amazon_plytix.amazon.marketplaces import known_codes, marketplace_code
from amazon_plytix.mapping.document import type_name
from amazon_plytix.mapping.listing import Canonical, Listing, Place
from amazon_plytix.mapping.problems import Problem

# Source: plytix-api.md 3.1, a SKU has at most 100 characters.
_LONGEST_SKU = 100
# Source: plytix-api.md 13, ids are 24 hexadecimal digits.
_ID = re.compile(r"[0-9a-fA-F]{24}")


def _blank_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _known_marketplace(text: str | None) -> str | None:
    if text is None:
        return None
    if code := marketplace_code(text):
        return code
    raise ValueError(f"{text!r} is not a marketplace of Amazon's; it has {known_codes()}")


def _usable_sku(text: str | None) -> str | None:
    if text is None:
        return None
    sku = text.strip()
    if len(sku) > _LONGEST_SKU:
        raise ValueError(f"is {len(sku)} characters long; Plytix takes {_LONGEST_SKU}")
    if not sku.isprintable():
        raise ValueError("has characters that cannot be printed")
    return sku


def _plytix_id(text: str | None) -> str | None:
    """Plytix writes its ids in lower case; what is no such id is left as it is, to be told as it is."""
    if text and _ID.fullmatch(text.strip()):
        return text.strip().lower()
    return text


Text = Annotated[str | None, BeforeValidator(_blank_is_none)]
Sku = Annotated[Text, AfterValidator(_usable_sku)]
PlytixId = Annotated[Text, AfterValidator(_plytix_id)]
Asin = Annotated[str, AfterValidator(normal_asin)]
Marketplace = Annotated[Text, AfterValidator(_known_marketplace)]


class Entry(BaseModel):
    """An entry by the names of the real mapping files (amazon-catalog.md 4.2, both shapes).

    Validate it with the marketplace for entries that give none, or ``None``, as context.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="ignore", frozen=True)

    asin: Asin = Field(validation_alias=AliasChoices("amazon_asin", "asin"))
    marketplace: Marketplace = None
    suggested_sku: Sku = Field(default=None, validate_default=True)
    canonical_sku: Sku = Field(
        default=None, validation_alias=AliasChoices("canonical_plytix_sku", "plytix_product_sku")
    )
    canonical_id: PlytixId = Field(
        default=None, validation_alias=AliasChoices("canonical_plytix_id", "plytix_product_id")
    )
    amazon_parent_asin: Text = None
    amazon_sku: Text = None
    amazon_upc: Text = None
    amazon_ean: Text = None
    amazon_title: Text = None
    amazon_size: Text = None
    amazon_color: Text = None
    amazon_variation_theme: Text = None
    amazon_listing_status: Text = None
    model_number: Text = None
    item_classification: Text = None

    @field_validator("suggested_sku")
    @classmethod
    def _agrees_with_entry(cls, sku: str | None, info: ValidationInfo) -> str | None:
        """Refuse no SKU where none can be made, and AMZN-<marketplace>-<ASIN> where the entry says otherwise."""
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
        """The canonical product the entry names, if it names one."""
        if self.canonical_sku or self.canonical_id:
            return Canonical(self.canonical_sku, self.canonical_id)
        return None

    def listing(self, place: Place, marketplace: str) -> Listing:
        """The Listing that this entry stands for, sold in ``marketplace``."""
        return Listing(
            place=place,
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
    """The same text, in memory once however many entries say it: a large mapping repeats few sizes and colours."""
    return None if text is None else intern(text)


def problems_of(raw: object, error: ValidationError, place: Place) -> Iterator[Problem]:
    """Every complaint about one raw entry, in the project's words."""
    asin = _stated_asin(raw)
    for detail in error.errors(include_url=False):
        field = str(detail["loc"][0]) if detail["loc"] else None
        yield Problem(_sentence(detail), place, asin, field)


def _stated_asin(raw: object) -> str | None:
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
