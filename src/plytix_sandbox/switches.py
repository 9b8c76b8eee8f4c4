"""What is unknown about Plytix: one switch for each question, the assumption first (plytix-api.md 13, 14)."""

from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class SwitchInfo:
    """The documentation of a switch: its name, its values (the default first) and what it decides."""

    name: str
    values: tuple[str, ...]
    decides: str

    @property
    def option(self) -> str:
        """The option of `plytix-sandbox serve` that sets it."""
        return "--" + self.name.replace("_", "-")


def _switch(*values: str, decides: str) -> Any:
    return field(default=values[0], metadata={"values": values, "decides": decides})


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """The chosen value of every switch.

    Raises ValueError if a switch does not have the value.
    """

    duplicate_sku: str = _switch("409", "422", decides="status of a plain create with a SKU that exists")
    v1_columns: str = _switch("20", "50", decides="most columns of a v1 product search")
    retry_after: str = _switch("header", "absent", decides="whether a 429 carries Retry-After")
    short_retry_after: str = _switch(
        "integer",
        "fraction",
        decides="Retry-After of a short window: whole seconds, or with a fraction as the hour's",
    )
    rate_limit_body: str = _switch("json", "empty", "html", decides="body of a 429")
    search_lag: str = _switch("0", "2", "10", decides="seconds until a product write is seen by searches")
    linked_shape: str = _switch("objects", "ids", decides='linked things on v2: {"id"} objects or bare ids')
    asset_duplicates: str = _switch(
        "url_or_content", "none", decides="what makes an upload a duplicate: same URL, or same name and content"
    )
    out_of_family: str = _switch(
        "accept", "422", "drop", decides="fate of a value whose attribute is outside the product's family"
    )
    null_on_create: str = _switch("accept", "422", decides="an attribute sent as null when creating")
    sku_in_patch: str = _switch("ignored", "honoured", decides="a sku in a PATCH body")
    family_in_v2_body: str = _switch("ignored", "honoured", decides="product_family_id in a v2 product body")
    search_family: str = _switch(
        "null_on_v1", "shown", "null", decides="the column product_family_id of a product search"
    )
    sku_in_case: str = _switch("exact", "ignored", decides="letter case in `sku in [...]`")
    in_limit: str = _switch("none", "100", decides="most values of an `in` filter; beyond it 422")
    or_limit: str = _switch("none", "100", "20", decides="most OR groups in `filters`; beyond it 422")
    attribute_filters: str = _switch("works", "422", decides="filtering products by `attributes.` fields")
    unknown_column: str = _switch("ignored", "422", decides="a search column that does not exist")
    empty_attributes: str = _switch(
        "list", "object", decides="attributes without any value in a row of a v1 product search: `[]` or `{}`"
    )
    unsorted_paging: str = _switch("stable", "shuffled", decides="order of unsorted rows when more than 10,000 match")
    date_filter: str = _switch("time", "day", decides="whether date filters honour the time of day")
    attribute_error_field: str = _switch(
        "label", "prefixed", decides="`field` of an attribute's error: `x` or `attributes.x`"
    )
    label_collision: str = _switch(
        "422", "suffix", decides="an attribute whose name differs but gives an existing label"
    )
    label_parentheses: str = _switch(
        "dropped",
        "kept",
        decides="parentheses of a name in its label: dropped; or kept, and a `label` in an attribute's body counts",
    )
    attribute_limits: str = _switch(
        "absent", "shown", decides="whether attributes show their `character_limit` and `include_time`"
    )
    url_check: str = _switch("off", "on", decides="whether a UrlAttribute refuses what is no http(s) address")
    gallery_patch: str = _switch("replace", "append", decides="what a PATCH does with a media gallery")
    base64_upload: str = _switch("works", "500", decides="uploading an asset as base64 content")
    v1_unlink_body: str = _switch("both", "objects", decides="v1 unlink: bare ids as well as objects, or only these")
    symmetrical_links: str = _switch(
        "both_ways", "one_way", decides="links made by API of a relationship that is marked symmetrical"
    )
    family_job_delay: str = _switch(
        "0.5", "0", "5", "60", decides="seconds until a 202 of families and attributes has taken effect"
    )
    window_anchor: str = _switch(
        "first_call", "clock", decides="when a rate window opens: with its first call, or on the clock's multiples"
    )
    counter_scope: str = _switch("shared", "per_version", decides="whether v1 and v2 share their rate counters")
    count_unauthorized: str = _switch("no", "yes", decides="whether a 401 counts as a hit")
    auth_limit: str = _switch("15", "8", "off", decides="token requests a second")
    bad_credentials_body: str = _switch("live", "documented", decides="body of the 401 for wrong credentials")
    bad_token_body: str = _switch("error", "msg", "empty", decides="body of the 401 for a bad or expired token")

    def __post_init__(self) -> None:
        for info in catalogue():
            value = getattr(self, info.name)
            if value not in info.values:
                raise ValueError(f"{info.name} is {value!r}, but can be: {', '.join(info.values)}")


def catalogue() -> tuple[SwitchInfo, ...]:
    """Return every switch, in the order of the documentation."""
    return tuple(SwitchInfo(f.name, f.metadata["values"], f.metadata["decides"]) for f in fields(Switches))
