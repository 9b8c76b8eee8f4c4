"""How the sandbox behaves like Plytix, and the evidence: tests and documentation are compared with this list."""

from dataclasses import dataclass

LIVE = "live"
DOCUMENTED = "documented"
INFERRED = "inferred"
OWN = "the sandbox's own"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A behaviour; `test_<name>` shows it."""

    name: str
    rule: str
    evidence: str

    @property
    def row(self) -> str:
        """Its row in docs/sandbox.md."""
        return f"| {self.rule} | {self.evidence} |"


BEHAVIOURS = tuple(
    Behaviour(*facts)
    for facts in (
        ("token_is_a_jwt", "The token is a JWT with `exp`, `iat` (900 s apart) and `rate_limit`", LIVE),
        ("bad_credentials", "Wrong credentials: 401 `Bad api_key or api_password: Credentials not valid`", LIVE),
        ("bad_token_request", "A token request that is no JSON: 400", DOCUMENTED),
        ("auth_limit", "Token requests have a limit of their own, a second, told in headers", LIVE),
        ("no_token", "No token: 401 `Missing Authorization Header`", DOCUMENTED),
        ("bad_token", "A token that is bad, expired or not after exactly `Bearer `: 401", LIVE),
        ("products_405", "`GET /products`: 405", LIVE),
        ("jobs_403", "Job routes: 403, also for invented ids", LIVE),
        ("trailing_slash", "A trailing slash redirects to another origin, which costs the Authorization", INFERRED),
        ("two_windows", "Two rate windows; whichever empties first blocks", DOCUMENTED),
        ("fixed_windows", "Retry-After, a float, counts down to the end of a window; it is fixed (inferred)", LIVE),
        ("refused_not_counted", "Refused calls do not count and do not prolong the block", INFERRED),
        ("errors_count", "Calls answered with 4xx count as hits", INFERRED),
        ("whole_v1", "v1 answers create, get and PATCH with the whole product, create with Location", DOCUMENTED),
        ("small_v2", "v2 answers create and PATCH with id, dates and audit", DOCUMENTED),
        ("zones", "Moments end in `+00:00` on v1 and have no zone on v2", DOCUMENTED),
        ("list_of_one", "`data` is a list, also of one", LIVE),
        ("sku_rules", "sku: required, unique, at most 100 characters, case-sensitive", DOCUMENTED),
        ("duplicate_sku", "A SKU that exists: 409 with field `sku`", INFERRED),
        ("unknown_keys", "Unknown keys of a body are ignored", DOCUMENTED),
        ("unknown_label", "An unknown attribute label: 422 `label does not exist`", DOCUMENTED),
        ("bad_values", "Values of the wrong type, status or option: 422, all at once", DOCUMENTED),
        ("text_thumbnail", "A thumbnail given as text: 422 whose msg is an object", LIVE),
        ("broken_json", "Broken JSON: 400 whose inner msg is the number 400", DOCUMENTED),
        ("gtin_rules", "gtin: 8 to 14 digits with check digit, unique, not null in PATCH", DOCUMENTED),
        ("missing_product", "A missing product: 404, on v1 with a leading blank, on v2 for `None`", DOCUMENTED),
        ("malformed_id", "A malformed id: 404", LIVE),
        ("missing_others", "Anything else that is missing: 404 that tells what was looked for", DOCUMENTED),
        ("patch_merges", "PATCH merges attributes; null clears one", LIVE),
        ("same_value", "PATCH with what is there already leaves `modified` alone", LIVE),
        ("all_attributes", "GET leaves empty attributes out, unless `all_attributes=true`", DOCUMENTED),
        ("family_in_body", "`product_family` in a product body is ignored; `product_family_id` too (assumed)", LIVE),
        ("family_call", "`POST /products/{id}/family` assigns; an empty id unassigns; variants follow", LIVE),
        ("family_of_a_variant", "A variant takes no family of its own: 422", DOCUMENTED),
        ("family_500", "The family call on a missing product: 500", LIVE),
        ("delete_variants", "DELETE takes a product's variants along; 204", DOCUMENTED),
        ("linked_shapes", "Linked assets and categories: whole on v1, ids on v2", DOCUMENTED),
        ("value_shapes", "Dates get midnight and media become lists of ids on v2", DOCUMENTED),
        ("date_without_time", "A date with a time part is refused: 422", LIVE),
        ("or_of_ands", "Filters are an OR of ANDs", LIVE),
        ("optional_search", "Every key of a product search is optional", DOCUMENTED),
        ("operators_by_type", "Operators go by type; others are 422", DOCUMENTED),
        (
            "unlisted_operators",
            "`!like`, `bte`, `last_days` and `text_search` work though discovery does not name them",
            INFERRED,
        ),
        ("sku_in", "`sku in` works; `id in` too (of products inferred)", LIVE),
        ("case_rules", "`eq` and `like` ignore case, `in` does not", DOCUMENTED),
        ("like_is_substring", "`like` is a substring match; `%` means itself", LIVE),
        ("page_size", "Product pages hold 25 rows by default and at most 100, else 422", DOCUMENTED),
        ("column_limit", "More than 20 (v1) or 50 (v2) columns besides id and sku: 422", DOCUMENTED),
        ("sorted_limit", "Sorting more than 10,000 matches: 428", DOCUMENTED),
        ("sorting", "Rows are sorted by id, sku, created, modified, name or `attributes.<label>`; `-` descends", LIVE),
        ("counts", "`count` is what matches, `total_count` all there is", LIVE),
        ("default_columns", "Default columns: `_parent_id` on v1, `modified_user_audit` on v2", DOCUMENTED),
        ("empties_absent", "An attribute without value is absent from a row", LIVE),
        ("attribute_prefix", "Custom attributes need the prefix `attributes.` in filters", DOCUMENTED),
        ("unknown_field", "A filter by an unknown field: 422", LIVE),
        ("past_the_end", "A page past the end: 200 and no rows", INFERRED),
        ("family_column", "The family column of a v1 search is null", LIVE),
        (
            "relationship_columns",
            "`relationships.<label>` is a column; its rows say `label` on v1, `relationship_label` on v2",
            DOCUMENTED,
        ),
        ("attribute_search", "Attribute searches tell options and groups, and take pages of 1,000", DOCUMENTED),
        ("picked_columns", "Rows of other searches hold id and the columns asked for", INFERRED),
        ("relationship_filters", "`relationship_filters` are a list of lists about one relationship", LIVE),
        ("link_v1", "v1 link: 201 with body, 200 when nothing changed, quantity updated, 409 if unknown", DOCUMENTED),
        ("link_v2", "v2 link: 200 and empty; what is linked or unknown is ignored", DOCUMENTED),
        ("quantity", "Quantity: v1 PATCH `.../product/{id}`, v2 PATCH on the relationship", LIVE),
        (
            "quantity_told",
            "A quantity changed on v1 is told with that one product; on v2 the answer is empty",
            DOCUMENTED,
        ),
        ("unlink", "Unlink: v1 POST `.../unlink`, v2 DELETE with a body; 204", DOCUMENTED),
        ("one_way", "Links are one-way", LIVE),
        ("dead_links", "Links to a deleted product vanish", INFERRED),
        ("definitions", "A relationship definition takes its name only; renaming keeps its label", DOCUMENTED),
        ("related_limit", "At most 300 related products a relationship and product", DOCUMENTED),
        ("definition_limit", "At most 10 relationship definitions", DOCUMENTED),
        ("definition_in_use", "Deleting a relationship that is in use: 409", DOCUMENTED),
        ("label_rule", "An attribute's label is its name in lower case, ` -.:` as `_`; renaming keeps it", LIVE),
        ("attribute_name_taken", "A second attribute of a name: 422 without an `errors` list", DOCUMENTED),
        ("created_into_a_family", "An attribute can be created into families, at a level", DOCUMENTED),
        ("options_replaced", "PATCH of options replaces the set", DOCUMENTED),
        (
            "options",
            "At most 1,000 options, in their order, or in the alphabet's if `manual_sorting` is false",
            DOCUMENTED,
        ),
        ("attribute_deleted", "Deleting an attribute: 202; its values are gone", DOCUMENTED),
        ("groups", "Attribute groups take labels without prefix", LIVE),
        ("group_emptied", "Null empties an attribute group", DOCUMENTED),
        (
            "family_levels",
            "Families tell totals and keep a level for each attribute; lists are ids or objects, never mixed",
            DOCUMENTED,
        ),
        ("family_attributes", "A family's `attributes` are its own, `all_attributes` the system's too", DOCUMENTED),
        ("family_renamed", "PATCH of a family takes its name only, and needs it", DOCUMENTED),
        ("family_jobs", "Linking, unlinking and editing a family's attributes: 202, effective a little later", LIVE),
        ("family_deleted", "Deleting a family: 202; its products are unassigned", DOCUMENTED),
        ("completeness", "Completeness attributes are told as a number from 0 to 100", DOCUMENTED),
        (
            "completeness_measures",
            "Completeness attributes name what they measure; system attributes without id",
            DOCUMENTED,
        ),
        ("asset_by_url", "An asset's URL is fetched before the 201, from loopback only, else 422", OWN),
        ("asset_by_content", "Base64 content needs a filename: 422 without", DOCUMENTED),
        ("asset_exists", "An asset that is there: 409 with its id", LIVE),
        ("asset_suffix", "Another file of a name gets a suffix", INFERRED),
        ("asset_content", "`PUT /assets/{id}/content`: multipart `file`, 202; another type 400", LIVE),
        ("asset_extension", "PATCH of a filename cannot change the extension: 422", DOCUMENTED),
        ("asset_changes", "PATCH of a file changes its name and categories", DOCUMENTED),
        ("asset_search", "Files are found by id, name, extension, type, size, use, categories and dates", DOCUMENTED),
        ("asset_links", "Linking replaces a thumbnail or medium, appends to a gallery; 409 if linked", DOCUMENTED),
        (
            "product_files",
            "`GET /products/{id}/assets` tells files as the product does; what is not linked: 404",
            DOCUMENTED,
        ),
        ("unlinked", "A file or category, unlinked or deleted, is gone from everywhere on a product; 204", INFERRED),
        ("asset_limit", "At most 300 assets a product", DOCUMENTED),
        (
            "category_tree",
            "Categories: six levels, `order` a text, a slug of the name, sibling names unique, deletion recursive",
            DOCUMENTED,
        ),
        (
            "category_moves",
            "PATCH of a category renames it, moves it (`parent_id`, empty: a root), sorts its children, all of them",
            DOCUMENTED,
        ),
        ("category_parent", "Categories are found by `parent_id`, which no row tells", DOCUMENTED),
        (
            "product_categories",
            "Product to category: 201, 409 if there, 422 if unknown",
            DOCUMENTED,
        ),
        (
            "variants",
            (
                "Variants: wrapped and listed on v1, flat on v2, single products of the same family, three levels; "
                "linking tells the parent"
            ),
            DOCUMENTED,
        ),
        (
            "levels",
            "`product_level` 0 to 3: single, parent, variant, its variant; `product_type` SINGLE, PARENT or VARIANT",
            DOCUMENTED,
        ),
        ("variant_unlinked", "A variant that is unlinked is single and keeps what it inherited", INFERRED),
        ("inheritance", "Variants inherit parent-level attributes; resync drops what they overwrote", DOCUMENTED),
        ("filter_discovery", "`GET /filters/product` tells fields, types, operators and options", LIVE),
        (
            "other_filters",
            "`GET /filters/asset` and `/filters/relationships` tell those of files and definitions",
            DOCUMENTED,
        ),
        ("filter_types", "Html is filtered as text, completeness as a number", DOCUMENTED),
        ("accounts", "Memberships and API credentials can be searched", DOCUMENTED),
        ("v1_only", "v2 has products and their children only", DOCUMENTED),
    )
)
