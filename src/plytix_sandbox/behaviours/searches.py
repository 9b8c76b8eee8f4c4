"""Searches."""

from plytix_sandbox.behaviours.behaviour import DOCUMENTED, INFERRED, LIVE, Behaviour

SEARCHES = (
    Behaviour("filters_are_an_or_of_ands", "Filters are an OR of ANDs", LIVE),
    Behaviour("every_key_of_a_search_is_optional", "Every key of a product search is optional", DOCUMENTED),
    Behaviour("operators_depend_on_the_type_of_the_field", "Operators go by type; others are 422", DOCUMENTED),
    Behaviour(
        "some_operators_work_though_discovery_does_not_list_them",
        "`!like`, `bte`, `last_days` and `text_search` work though discovery does not name them",
        INFERRED,
    ),
    Behaviour("skus_and_ids_are_found_by_in", "`sku in` works; `id in` too (of products inferred)", LIVE),
    Behaviour("eq_and_like_ignore_case_and_in_does_not", "`eq` and `like` ignore case, `in` does not", DOCUMENTED),
    Behaviour("like_matches_substrings_and_has_no_wildcards", "`like` is a substring match; `%` means itself", LIVE),
    Behaviour(
        "a_page_holds_25_rows_by_default_and_at_most_100",
        "Product pages hold 25 rows by default and at most 100, else 422",
        DOCUMENTED,
    ),
    Behaviour(
        "too_many_columns_are_refused", "More than 20 (v1) or 50 (v2) columns besides id and sku: 422", DOCUMENTED
    ),
    Behaviour("sorting_more_than_10000_matches_is_refused", "Sorting more than 10,000 matches: 428", DOCUMENTED),
    Behaviour(
        "a_v1_row_without_any_attribute_holds_an_empty_list",
        "Attributes without any value in a v1 row: `[]` (`empty_attributes`)",
        LIVE,
    ),
    Behaviour(
        "rows_are_sorted_by_common_fields_and_attributes",
        "Rows are sorted by id, sku, created, modified, name or `attributes.<label>`; `-` descends",
        LIVE,
    ),
    Behaviour(
        "count_is_the_matches_and_total_count_all_records", "`count` is what matches, `total_count` all there is", LIVE
    ),
    Behaviour(
        "default_columns_depend_on_the_version",
        "Default columns: `_parent_id` on v1, `modified_user_audit` on v2",
        DOCUMENTED,
    ),
    Behaviour(
        "an_attribute_without_a_value_is_absent_from_a_row", "An attribute without value is absent from a row", LIVE
    ),
    Behaviour(
        "custom_attributes_need_a_prefix_in_filters",
        "Custom attributes need the prefix `attributes.` in filters",
        DOCUMENTED,
    ),
    Behaviour("a_filter_by_an_unknown_field_is_refused", "A filter by an unknown field: 422", LIVE),
    Behaviour("a_page_past_the_end_is_empty", "A page past the end: 200 and no rows", INFERRED),
    Behaviour("the_family_column_of_a_v1_search_is_null", "The family column of a v1 search is null", LIVE),
    Behaviour(
        "relationships_are_columns_of_a_search",
        "`relationships.<label>` is a column; its rows say `label` on v1, `relationship_label` on v2",
        DOCUMENTED,
    ),
    Behaviour(
        "attribute_searches_return_options_and_pages_of_1000",
        "Attribute searches tell options and groups, and take pages of 1,000",
        DOCUMENTED,
    ),
    Behaviour(
        "rows_of_other_searches_hold_id_and_the_columns_asked_for",
        "Rows of other searches hold id and the columns asked for",
        INFERRED,
    ),
    Behaviour(
        "products_are_found_by_their_relationships",
        "`relationship_filters` are a list of lists about one relationship",
        LIVE,
    ),
)
