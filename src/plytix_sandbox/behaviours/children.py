"""Files, categories and variants, by themselves and on products."""

from plytix_sandbox.behaviours.behaviour import DOCUMENTED, INFERRED, LIVE, OWN, Behaviour

CHILDREN = (
    Behaviour(
        "a_file_is_fetched_from_its_address_on_loopback_only",
        "An asset's URL is fetched before the 201, from loopback only, else 422",
        OWN,
    ),
    Behaviour(
        "a_file_uploaded_as_content_needs_a_filename", "Base64 content needs a filename: 422 without", DOCUMENTED
    ),
    Behaviour("a_file_that_exists_is_a_conflict_with_its_id", "An asset that is there: 409 with its id", LIVE),
    Behaviour("another_file_of_a_name_gets_a_suffix", "Another file of a name gets a suffix", INFERRED),
    Behaviour(
        "the_content_of_a_file_is_replaced_by_multipart",
        "`PUT /assets/{id}/content`: multipart `file`, 202",
        LIVE,
    ),
    Behaviour(
        "the_type_of_new_content_is_judged_by_the_content",
        "Content of another type than the file's: 400; the name it is sent under does not count",
        LIVE,
    ),
    Behaviour(
        "the_extension_of_a_file_cannot_change", "PATCH of a filename cannot change the extension: 422", DOCUMENTED
    ),
    Behaviour(
        "a_patch_changes_name_categories_and_visibility_of_a_file",
        "PATCH of a file changes its name and categories",
        DOCUMENTED,
    ),
    Behaviour(
        "files_are_found_by_their_fields",
        "Files are found by id, name, extension, type, size, use, categories and dates",
        DOCUMENTED,
    ),
    Behaviour(
        "a_linked_file_replaces_a_medium_and_extends_a_gallery",
        "Linking replaces a thumbnail or medium, appends to a gallery; 409 if linked",
        DOCUMENTED,
    ),
    Behaviour(
        "the_files_of_a_product_are_shown_as_the_product_shows_them",
        "`GET /products/{id}/assets` tells files as the product does; what is not linked: 404",
        DOCUMENTED,
    ),
    Behaviour(
        "what_is_unlinked_or_deleted_is_gone_from_everywhere_on_a_product",
        "A file or category, unlinked or deleted, is gone from everywhere on a product; 204",
        INFERRED,
    ),
    Behaviour("a_product_has_at_most_300_files", "At most 300 assets a product", DOCUMENTED),
    Behaviour(
        "a_category_is_shown_with_its_line_and_order",
        "Categories: six levels, `order` a text, a slug of the name, sibling names unique, deletion recursive",
        DOCUMENTED,
    ),
    Behaviour(
        "a_category_is_renamed_moved_and_sorted_by_patch",
        "PATCH of a category renames it, moves it (`parent_id`, empty: a root), sorts its children, all of them",
        DOCUMENTED,
    ),
    Behaviour(
        "categories_come_in_the_order_of_their_tree",
        "Categories come in the order of their tree, whatever order is asked for",
        LIVE,
    ),
    Behaviour(
        "categories_are_found_by_their_parent", "Categories are found by `parent_id`, which no row tells", DOCUMENTED
    ),
    Behaviour(
        "a_product_is_put_into_a_category_once", "Product to category: 201, 409 if there, 422 if unknown", DOCUMENTED
    ),
    Behaviour(
        "variants_are_created_below_a_parent_of_the_same_family",
        "Variants: wrapped and listed on v1, flat on v2, single products of the same family, three levels; "
        "linking tells the parent",
        DOCUMENTED,
    ),
    Behaviour(
        "products_have_levels_and_types",
        "`product_level` 0 to 3: single, parent, variant, its variant; `product_type` SINGLE, PARENT or VARIANT",
        DOCUMENTED,
    ),
    Behaviour(
        "an_unlinked_variant_keeps_what_it_inherited",
        "A variant that is unlinked is single and keeps what it inherited",
        INFERRED,
    ),
    Behaviour(
        "variants_inherit_until_they_have_a_value_of_their_own",
        "Variants inherit parent-level attributes; resync drops what they overwrote",
        DOCUMENTED,
    ),
)
