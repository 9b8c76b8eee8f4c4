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
        (
            "a_token_is_a_jwt_with_its_limits",
            "The token is a JWT with `exp`, `iat` (900 s apart) and `rate_limit`",
            LIVE,
        ),
        (
            "wrong_credentials_are_refused_as_the_live_api_does",
            "Wrong credentials: 401 `Bad api_key or api_password: Credentials not valid`",
            LIVE,
        ),
        ("a_token_request_that_is_no_json_is_refused", "A token request that is no JSON: 400", DOCUMENTED),
        (
            "token_requests_have_a_limit_of_their_own",
            "Token requests have a limit of their own, a second, told in headers",
            LIVE,
        ),
        ("a_call_without_a_token_is_refused", "No token: 401 `Missing Authorization Header`", DOCUMENTED),
        ("a_bad_or_expired_token_is_refused", "A token that is bad, expired or not after exactly `Bearer `: 401", LIVE),
        ("getting_all_products_is_not_allowed", "`GET /products`: 405", LIVE),
        ("job_routes_are_forbidden", "Job routes: 403, also for invented ids", LIVE),
        (
            "a_trailing_slash_redirects_to_another_origin",
            "A trailing slash redirects to another origin, which costs the Authorization",
            INFERRED,
        ),
        ("the_rate_window_that_empties_first_blocks", "Two rate windows; whichever empties first blocks", DOCUMENTED),
        (
            "retry_after_counts_down_to_the_end_of_a_fixed_window",
            "Retry-After, a float, counts down to the end of a window; it is fixed (inferred)",
            LIVE,
        ),
        ("refused_calls_do_not_count", "Refused calls do not count and do not prolong the block", INFERRED),
        ("calls_answered_with_an_error_count", "Calls answered with 4xx count as hits", INFERRED),
        (
            "v1_answers_a_write_with_the_whole_product",
            "v1 answers create, get and PATCH with the whole product, create with Location",
            DOCUMENTED,
        ),
        (
            "v2_answers_a_write_with_id_dates_and_audit",
            "v2 answers create and PATCH with id, dates and audit",
            DOCUMENTED,
        ),
        (
            "moments_have_a_zone_on_v1_and_none_on_v2",
            "Moments end in `+00:00` on v1 and have no zone on v2",
            DOCUMENTED,
        ),
        ("data_is_a_list_even_of_one", "`data` is a list, also of one", LIVE),
        (
            "a_sku_is_required_unique_and_at_most_100_characters",
            "sku: required, unique, at most 100 characters, case-sensitive",
            DOCUMENTED,
        ),
        ("a_sku_that_exists_is_a_conflict", "A SKU that exists: 409 with field `sku`", INFERRED),
        ("unknown_keys_of_a_body_are_ignored", "Unknown keys of a body are ignored", DOCUMENTED),
        (
            "an_unknown_attribute_label_is_unprocessable",
            "An unknown attribute label: 422 `label does not exist`",
            DOCUMENTED,
        ),
        (
            "all_bad_values_are_reported_at_once",
            "Values of the wrong type, status or option: 422, all at once",
            DOCUMENTED,
        ),
        (
            "a_thumbnail_given_as_text_is_refused_with_an_object",
            "A thumbnail given as text: 422 whose msg is an object",
            LIVE,
        ),
        (
            "broken_json_is_a_bad_request_with_a_number_as_message",
            "Broken JSON: 400 whose inner msg is the number 400",
            DOCUMENTED,
        ),
        (
            "a_gtin_has_a_check_digit_and_is_unique",
            "gtin: 8 to 14 digits with check digit, unique, not null in PATCH",
            DOCUMENTED,
        ),
        (
            "a_missing_product_is_not_found",
            "A missing product: 404, on v1 with a leading blank, on v2 for `None`",
            DOCUMENTED,
        ),
        ("a_malformed_id_is_not_found", "A malformed id: 404", LIVE),
        (
            "any_other_missing_record_is_named_in_the_404",
            "Anything else that is missing: 404 that tells what was looked for",
            DOCUMENTED,
        ),
        ("a_patch_merges_attributes_and_null_clears_one", "PATCH merges attributes; null clears one", LIVE),
        (
            "writing_the_same_value_leaves_modified_alone",
            "PATCH with what is there already leaves `modified` alone",
            LIVE,
        ),
        (
            "empty_attributes_are_left_out_unless_asked_for",
            "GET leaves empty attributes out, unless `all_attributes=true`",
            DOCUMENTED,
        ),
        (
            "a_family_in_a_product_body_is_ignored",
            "`product_family` in a product body is ignored; `product_family_id` too (assumed)",
            LIVE,
        ),
        (
            "the_family_call_assigns_and_unassigns_with_all_variants",
            "`POST /products/{id}/family` assigns; an empty id unassigns; variants follow",
            LIVE,
        ),
        ("a_variant_takes_no_family_of_its_own", "A variant takes no family of its own: 422", DOCUMENTED),
        ("the_family_call_on_a_missing_product_is_a_server_error", "The family call on a missing product: 500", LIVE),
        ("deleting_a_product_deletes_its_variants", "DELETE takes a product's variants along; 204", DOCUMENTED),
        (
            "linked_records_are_whole_on_v1_and_ids_on_v2",
            "Linked assets and categories: whole on v1, ids on v2",
            DOCUMENTED,
        ),
        (
            "dates_get_midnight_and_media_become_lists_on_v2",
            "Dates get midnight and media become lists of ids on v2",
            DOCUMENTED,
        ),
        ("a_date_with_a_time_is_refused", "A date with a time part is refused: 422", LIVE),
        ("filters_are_an_or_of_ands", "Filters are an OR of ANDs", LIVE),
        ("every_key_of_a_search_is_optional", "Every key of a product search is optional", DOCUMENTED),
        ("operators_depend_on_the_type_of_the_field", "Operators go by type; others are 422", DOCUMENTED),
        (
            "some_operators_work_though_discovery_does_not_list_them",
            "`!like`, `bte`, `last_days` and `text_search` work though discovery does not name them",
            INFERRED,
        ),
        ("skus_and_ids_are_found_by_in", "`sku in` works; `id in` too (of products inferred)", LIVE),
        ("eq_and_like_ignore_case_and_in_does_not", "`eq` and `like` ignore case, `in` does not", DOCUMENTED),
        ("like_matches_substrings_and_has_no_wildcards", "`like` is a substring match; `%` means itself", LIVE),
        (
            "a_page_holds_25_rows_by_default_and_at_most_100",
            "Product pages hold 25 rows by default and at most 100, else 422",
            DOCUMENTED,
        ),
        ("too_many_columns_are_refused", "More than 20 (v1) or 50 (v2) columns besides id and sku: 422", DOCUMENTED),
        ("sorting_more_than_10000_matches_is_refused", "Sorting more than 10,000 matches: 428", DOCUMENTED),
        (
            "rows_are_sorted_by_common_fields_and_attributes",
            "Rows are sorted by id, sku, created, modified, name or `attributes.<label>`; `-` descends",
            LIVE,
        ),
        (
            "count_is_the_matches_and_total_count_all_records",
            "`count` is what matches, `total_count` all there is",
            LIVE,
        ),
        (
            "default_columns_depend_on_the_version",
            "Default columns: `_parent_id` on v1, `modified_user_audit` on v2",
            DOCUMENTED,
        ),
        ("an_attribute_without_a_value_is_absent_from_a_row", "An attribute without value is absent from a row", LIVE),
        (
            "custom_attributes_need_a_prefix_in_filters",
            "Custom attributes need the prefix `attributes.` in filters",
            DOCUMENTED,
        ),
        ("a_filter_by_an_unknown_field_is_refused", "A filter by an unknown field: 422", LIVE),
        ("a_page_past_the_end_is_empty", "A page past the end: 200 and no rows", INFERRED),
        ("the_family_column_of_a_v1_search_is_null", "The family column of a v1 search is null", LIVE),
        (
            "relationships_are_columns_of_a_search",
            "`relationships.<label>` is a column; its rows say `label` on v1, `relationship_label` on v2",
            DOCUMENTED,
        ),
        (
            "attribute_searches_return_options_and_pages_of_1000",
            "Attribute searches tell options and groups, and take pages of 1,000",
            DOCUMENTED,
        ),
        (
            "rows_of_other_searches_hold_id_and_the_columns_asked_for",
            "Rows of other searches hold id and the columns asked for",
            INFERRED,
        ),
        (
            "products_are_found_by_their_relationships",
            "`relationship_filters` are a list of lists about one relationship",
            LIVE,
        ),
        (
            "linking_on_v1_answers_with_all_related_products",
            "v1 link: 201 with body, 200 when nothing changed, quantity updated, 409 if unknown",
            DOCUMENTED,
        ),
        (
            "linking_on_v2_is_silent_and_ignores_what_is_unknown",
            "v2 link: 200 and empty; what is linked or unknown is ignored",
            DOCUMENTED,
        ),
        (
            "a_quantity_is_changed_by_another_call_on_each_version",
            "Quantity: v1 PATCH `.../product/{id}`, v2 PATCH on the relationship",
            LIVE,
        ),
        (
            "a_changed_quantity_is_answered_with_that_one_product_on_v1",
            "A quantity changed on v1 is told with that one product; on v2 the answer is empty",
            DOCUMENTED,
        ),
        (
            "products_are_unlinked_by_another_call_on_each_version",
            "Unlink: v1 POST `.../unlink`, v2 DELETE with a body; 204",
            DOCUMENTED,
        ),
        ("links_are_one_way", "Links are one-way", LIVE),
        ("links_to_a_deleted_product_vanish", "Links to a deleted product vanish", INFERRED),
        (
            "a_definition_takes_its_name_only_and_keeps_its_label",
            "A relationship definition takes its name only; renaming keeps its label",
            DOCUMENTED,
        ),
        (
            "a_product_has_at_most_300_related_products",
            "At most 300 related products a relationship and product",
            DOCUMENTED,
        ),
        ("an_account_has_at_most_10_definitions", "At most 10 relationship definitions", DOCUMENTED),
        ("a_definition_in_use_cannot_be_deleted", "Deleting a relationship that is in use: 409", DOCUMENTED),
        (
            "the_label_of_an_attribute_is_made_from_its_first_name",
            "An attribute's label is its name in lower case, ` -.:` as `_`; renaming keeps it",
            LIVE,
        ),
        (
            "a_second_attribute_of_a_name_is_refused",
            "A second attribute of a name: 422 without an `errors` list",
            DOCUMENTED,
        ),
        (
            "an_attribute_can_be_created_into_families",
            "An attribute can be created into families, at a level",
            DOCUMENTED,
        ),
        ("a_patch_of_options_replaces_the_set", "PATCH of options replaces the set", DOCUMENTED),
        (
            "options_keep_their_order_or_are_sorted_and_are_at_most_1000",
            "At most 1,000 options, in their order, or in the alphabet's if `manual_sorting` is false",
            DOCUMENTED,
        ),
        ("a_deleted_attribute_loses_its_values", "Deleting an attribute: 202; its values are gone", DOCUMENTED),
        ("attribute_groups_take_labels_without_prefix", "Attribute groups take labels without prefix", LIVE),
        ("null_empties_an_attribute_group", "Null empties an attribute group", DOCUMENTED),
        (
            "a_family_keeps_a_level_for_each_attribute",
            "Families tell totals and keep a level for each attribute; lists are ids or objects, never mixed",
            DOCUMENTED,
        ),
        (
            "all_attributes_of_a_family_include_the_systems",
            "A family's `attributes` are its own, `all_attributes` the system's too",
            DOCUMENTED,
        ),
        ("a_patch_of_a_family_takes_its_name_only", "PATCH of a family takes its name only, and needs it", DOCUMENTED),
        (
            "changes_of_a_familys_attributes_take_effect_later",
            "Linking, unlinking and editing a family's attributes: 202, effective a little later",
            LIVE,
        ),
        (
            "a_deleted_family_leaves_its_products_unassigned",
            "Deleting a family: 202; its products are unassigned",
            DOCUMENTED,
        ),
        (
            "completeness_is_a_percentage_of_the_measured_attributes",
            "Completeness attributes are told as a number from 0 to 100",
            DOCUMENTED,
        ),
        (
            "completeness_can_measure_system_attributes",
            "Completeness attributes name what they measure; system attributes without id",
            DOCUMENTED,
        ),
        (
            "a_file_is_fetched_from_its_address_on_loopback_only",
            "An asset's URL is fetched before the 201, from loopback only, else 422",
            OWN,
        ),
        ("a_file_uploaded_as_content_needs_a_filename", "Base64 content needs a filename: 422 without", DOCUMENTED),
        ("a_file_that_exists_is_a_conflict_with_its_id", "An asset that is there: 409 with its id", LIVE),
        ("another_file_of_a_name_gets_a_suffix", "Another file of a name gets a suffix", INFERRED),
        (
            "the_content_of_a_file_is_replaced_by_multipart",
            "`PUT /assets/{id}/content`: multipart `file`, 202; another type 400",
            LIVE,
        ),
        ("the_extension_of_a_file_cannot_change", "PATCH of a filename cannot change the extension: 422", DOCUMENTED),
        (
            "a_patch_changes_name_categories_and_visibility_of_a_file",
            "PATCH of a file changes its name and categories",
            DOCUMENTED,
        ),
        (
            "files_are_found_by_their_fields",
            "Files are found by id, name, extension, type, size, use, categories and dates",
            DOCUMENTED,
        ),
        (
            "a_linked_file_replaces_a_medium_and_extends_a_gallery",
            "Linking replaces a thumbnail or medium, appends to a gallery; 409 if linked",
            DOCUMENTED,
        ),
        (
            "the_files_of_a_product_are_shown_as_the_product_shows_them",
            "`GET /products/{id}/assets` tells files as the product does; what is not linked: 404",
            DOCUMENTED,
        ),
        (
            "what_is_unlinked_or_deleted_is_gone_from_everywhere_on_a_product",
            "A file or category, unlinked or deleted, is gone from everywhere on a product; 204",
            INFERRED,
        ),
        ("a_product_has_at_most_300_files", "At most 300 assets a product", DOCUMENTED),
        (
            "a_category_is_shown_with_its_line_and_order",
            "Categories: six levels, `order` a text, a slug of the name, sibling names unique, deletion recursive",
            DOCUMENTED,
        ),
        (
            "a_category_is_renamed_moved_and_sorted_by_patch",
            "PATCH of a category renames it, moves it (`parent_id`, empty: a root), sorts its children, all of them",
            DOCUMENTED,
        ),
        ("categories_are_found_by_their_parent", "Categories are found by `parent_id`, which no row tells", DOCUMENTED),
        (
            "a_product_is_put_into_a_category_once",
            "Product to category: 201, 409 if there, 422 if unknown",
            DOCUMENTED,
        ),
        (
            "variants_are_created_below_a_parent_of_the_same_family",
            (
                "Variants: wrapped and listed on v1, flat on v2, single products of the same family, three levels; "
                "linking tells the parent"
            ),
            DOCUMENTED,
        ),
        (
            "products_have_levels_and_types",
            "`product_level` 0 to 3: single, parent, variant, its variant; `product_type` SINGLE, PARENT or VARIANT",
            DOCUMENTED,
        ),
        (
            "an_unlinked_variant_keeps_what_it_inherited",
            "A variant that is unlinked is single and keeps what it inherited",
            INFERRED,
        ),
        (
            "variants_inherit_until_they_have_a_value_of_their_own",
            "Variants inherit parent-level attributes; resync drops what they overwrote",
            DOCUMENTED,
        ),
        (
            "discovery_lists_fields_types_operators_and_options",
            "`GET /filters/product` tells fields, types, operators and options",
            LIVE,
        ),
        (
            "discovery_lists_the_fields_of_files_and_definitions",
            "`GET /filters/asset` and `/filters/relationships` tell those of files and definitions",
            DOCUMENTED,
        ),
        (
            "html_is_filtered_as_text_and_completeness_as_a_number",
            "Html is filtered as text, completeness as a number",
            DOCUMENTED,
        ),
        ("memberships_and_credentials_can_be_searched", "Memberships and API credentials can be searched", DOCUMENTED),
        ("v2_has_products_and_their_children_only", "v2 has products and their children only", DOCUMENTED),
    )
)
