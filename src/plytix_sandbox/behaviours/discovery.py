"""Discovery of filters, and what exists on which version."""

from plytix_sandbox.behaviours.behaviour import DOCUMENTED, LIVE, Behaviour

DISCOVERY = (
    Behaviour(
        "discovery_lists_fields_types_operators_and_options",
        "`GET /filters/product` tells fields, types, operators and options",
        LIVE,
    ),
    Behaviour(
        "discovery_lists_the_fields_of_files_and_definitions",
        "`GET /filters/asset` and `/filters/relationships` tell those of files and definitions",
        DOCUMENTED,
    ),
    Behaviour(
        "html_is_filtered_as_text_and_completeness_as_a_number",
        "Html is filtered as text, completeness as a number",
        DOCUMENTED,
    ),
    Behaviour(
        "memberships_and_credentials_can_be_searched", "Memberships and API credentials can be searched", DOCUMENTED
    ),
    Behaviour("v2_has_products_and_their_children_only", "v2 has products and their children only", DOCUMENTED),
)
