"""Creating, reading, changing and deleting products."""

from plytix_sandbox.behaviours.behaviour import DOCUMENTED, INFERRED, LIVE, Behaviour

PRODUCTS = (
    Behaviour(
        "v1_answers_a_write_with_the_whole_product",
        "v1 answers create, get and PATCH with the whole product, create with Location",
        DOCUMENTED,
    ),
    Behaviour(
        "v2_answers_a_write_with_id_dates_and_audit", "v2 answers create and PATCH with id, dates and audit", DOCUMENTED
    ),
    Behaviour(
        "moments_have_a_zone_on_v1_and_none_on_v2", "Moments end in `+00:00` on v1 and have no zone on v2", DOCUMENTED
    ),
    Behaviour("two_calls_never_write_the_same_moment", "Two calls never write the same `modified`", INFERRED),
    Behaviour("data_is_a_list_even_of_one", "`data` is a list, also of one", LIVE),
    Behaviour(
        "a_sku_is_required_unique_and_at_most_100_characters",
        "sku: required, unique, at most 100 characters, case-sensitive",
        DOCUMENTED,
    ),
    Behaviour("a_sku_that_exists_is_a_conflict", "A SKU that exists: 409 with field `sku`", INFERRED),
    Behaviour("unknown_keys_of_a_body_are_ignored", "Unknown keys of a body are ignored", DOCUMENTED),
    Behaviour(
        "an_unknown_attribute_label_is_unprocessable",
        "An unknown attribute label: 422 `label does not exist`",
        DOCUMENTED,
    ),
    Behaviour(
        "all_bad_values_are_reported_at_once",
        "Values of the wrong type, status or option: 422, all at once",
        DOCUMENTED,
    ),
    Behaviour("the_letter_case_of_a_status_does_not_count", "The letter case of a status does not count", LIVE),
    Behaviour(
        "a_thumbnail_given_as_text_is_refused_with_an_object",
        "A thumbnail given as text: 422 whose msg is an object",
        LIVE,
    ),
    Behaviour(
        "broken_json_is_a_bad_request_with_a_number_as_message",
        "Broken JSON: 400 whose inner msg is the number 400",
        DOCUMENTED,
    ),
    Behaviour(
        "a_gtin_has_a_check_digit_and_is_unique",
        "gtin: 8 to 14 digits with check digit, unique, not null in PATCH",
        DOCUMENTED,
    ),
    Behaviour(
        "a_missing_product_is_not_found",
        "A missing product: 404, on v1 with a leading blank, on v2 for `None`",
        DOCUMENTED,
    ),
    Behaviour("a_malformed_id_is_not_found", "A malformed id: 404", LIVE),
    Behaviour(
        "any_other_missing_record_is_named_in_the_404",
        "Anything else that is missing: 404 that tells what was looked for",
        DOCUMENTED,
    ),
    Behaviour("a_patch_merges_attributes_and_null_clears_one", "PATCH merges attributes; null clears one", LIVE),
    Behaviour(
        "writing_the_same_value_leaves_modified_alone", "PATCH with what is there already leaves `modified` alone", LIVE
    ),
    Behaviour(
        "empty_attributes_are_left_out_unless_asked_for",
        "GET leaves empty attributes out, unless `all_attributes=true`",
        DOCUMENTED,
    ),
    Behaviour(
        "a_family_in_a_product_body_is_ignored",
        "`product_family` in a product body is ignored; `product_family_id` too (assumed)",
        LIVE,
    ),
    Behaviour(
        "the_family_call_assigns_and_unassigns_with_all_variants",
        "`POST /products/{id}/family` assigns; an empty id unassigns; variants follow",
        LIVE,
    ),
    Behaviour("a_variant_takes_no_family_of_its_own", "A variant takes no family of its own: 422", DOCUMENTED),
    Behaviour(
        "the_family_call_on_a_missing_product_is_a_server_error", "The family call on a missing product: 500", LIVE
    ),
    Behaviour("deleting_a_product_deletes_its_variants", "DELETE takes a product's variants along; 204", DOCUMENTED),
    Behaviour(
        "linked_records_are_whole_on_v1_and_ids_on_v2",
        "Linked assets and categories: whole on v1, ids on v2",
        DOCUMENTED,
    ),
    Behaviour(
        "dates_get_midnight_and_media_become_lists_on_v2",
        "Dates get midnight and media become lists of ids on v2",
        DOCUMENTED,
    ),
    Behaviour("a_date_with_a_time_is_refused", "A date with a time part is refused: 422", LIVE),
)
