"""Tokens, refusals at the gate, and rate windows."""

from plytix_sandbox.behaviours.behaviour import DOCUMENTED, INFERRED, LIVE, OWN, Behaviour

ACCESS = (
    Behaviour(
        "a_token_is_a_jwt_with_its_limits", "The token is a JWT with `exp`, `iat` (900 s apart) and `rate_limit`", LIVE
    ),
    Behaviour(
        "wrong_credentials_are_refused_as_the_live_api_does",
        "Wrong credentials: 401 `Bad api_key or api_password: Credentials not valid`",
        LIVE,
    ),
    Behaviour("a_token_request_that_is_no_json_is_refused", "A token request that is no JSON: 400", DOCUMENTED),
    Behaviour(
        "token_requests_have_a_limit_of_their_own",
        "Token requests have a limit of their own, a second, told in headers",
        LIVE,
    ),
    Behaviour("a_call_without_a_token_is_refused", "No token: 401 `Missing Authorization Header`", DOCUMENTED),
    Behaviour(
        "a_bad_or_expired_token_is_refused", "A token that is bad, expired or not after exactly `Bearer `: 401", LIVE
    ),
    Behaviour("getting_all_products_is_not_allowed", "`GET /products`: 405", LIVE),
    Behaviour("job_routes_are_forbidden", "Job routes: 403, also for invented ids", LIVE),
    Behaviour(
        "a_path_that_the_sandbox_does_not_know_is_named",
        "A path that the sandbox does not know: 501 that names it",
        OWN,
    ),
    Behaviour(
        "a_trailing_slash_redirects_to_another_origin",
        "A trailing slash redirects to another origin, which costs the Authorization",
        INFERRED,
    ),
    Behaviour(
        "the_rate_window_that_empties_first_blocks", "Two rate windows; whichever empties first blocks", DOCUMENTED
    ),
    Behaviour(
        "retry_after_counts_down_to_the_end_of_a_fixed_window",
        "Retry-After, a float, counts down to the end of a window; it is fixed (inferred)",
        LIVE,
    ),
    Behaviour(
        "retry_after_of_the_short_window_is_a_whole_number",
        "Retry-After of a short window is a whole number (`short_retry_after`)",
        LIVE,
    ),
    Behaviour(
        "all_tokens_of_the_account_share_its_rate_windows",
        "Rate windows are the account's: all its tokens share them",
        DOCUMENTED,
    ),
    Behaviour("refused_calls_do_not_count", "Refused calls do not count and do not prolong the block", INFERRED),
    Behaviour("calls_answered_with_an_error_count", "Calls answered with 4xx count as hits", INFERRED),
)
