"""Account files: JSON in the format of docs/sandbox.md."""

import json
from importlib import resources
from pathlib import Path
from typing import Any

from plytix_sandbox.accounts.account import Account, AccountError
from plytix_sandbox.accounts.sections import SECTIONS, fill
from plytix_sandbox.catalog import Catalog
from plytix_sandbox.catalog.ids import Ids
from plytix_sandbox.clock import ManualClock
from plytix_sandbox.plans import Plan
from plytix_sandbox.switches import Switches, catalogue


def empty() -> Account:
    """Return an account that holds nothing."""
    return Account()


def example() -> Account:
    """Return the account of the example mapping: its schema, canonical products and 17 of its 20 listings."""
    text = resources.files("plytix_sandbox.accounts").joinpath("example.json").read_text("utf-8")
    return parse(json.loads(text), "example.json")


def load(path: Path | str) -> Account:
    """Return the account that a file describes.

    Raises AccountError, with all mistakes, if the file cannot be read, is no JSON, or has wrong content.
    """
    return parse(read_json(Path(path)), str(path))


def parse(document: Any, source: str) -> Account:
    """Return the account that a JSON document describes.

    Arguments:
        document: the document.
        source: its name in messages.

    Raises AccountError, with all mistakes, if its content is wrong.
    """
    if not isinstance(document, dict):
        raise AccountError(source, ["an account is a JSON object"])
    known = {*SECTIONS, "plan", "switches"}
    problems = [f"{key}: unknown section" for key in document if key not in known]
    problems += [f"{key}: not a list" for key in SECTIONS if not isinstance(document.get(key, []), list)]
    plan = _plan(document.get("plan"), problems)
    switches = _switches(document.get("switches", {}), problems)
    sections = {key: document[key] for key in SECTIONS if isinstance(document.get(key), list)}
    account = Account(sections, plan, switches)
    problems += _mistakes_in(account)
    if problems:
        raise AccountError(source, problems)
    return account


def read_json(path: Path) -> Any:
    """Return the content of a JSON file, with or without a byte order mark.

    Raises AccountError if it cannot be read, or is no JSON, with line and column.
    """
    try:
        return json.loads(path.read_text("utf-8-sig"))
    except OSError as problem:
        raise AccountError(str(path), [problem.strerror or "cannot be read"]) from None
    except UnicodeDecodeError:
        raise AccountError(str(path), ["not UTF-8 text"]) from None
    except json.JSONDecodeError as problem:
        reason = f"not JSON: {problem.msg} at line {problem.lineno}, column {problem.colno}"
        raise AccountError(str(path), [reason]) from None
    except (RecursionError, ValueError):
        raise AccountError(str(path), ["not JSON that can be read: nested too deeply, or a number too long"]) from None


def _plan(value: Any, problems: list[str]) -> str | None:
    if value is None:
        return None
    try:
        return Plan.named(str(value)).name
    except ValueError as problem:
        problems.append(f"plan: {problem}")
        return None


def _switches(value: Any, problems: list[str]) -> Switches:
    if not isinstance(value, dict):
        problems.append("switches: not an object")
        return Switches()
    known = {info.name: info for info in catalogue()}
    good: dict[str, str] = {}
    for name, chosen in value.items():
        if name not in known:
            problems.append(f"switches: there is no {name}")
        elif str(chosen) not in known[name].values:
            problems.append(f"switches: {name} can be {', '.join(known[name].values)}, not {chosen!r}")
        else:
            good[name] = str(chosen)
    return Switches(**good)


def _mistakes_in(account: Account) -> list[str]:
    """Fill a catalog that is thrown away: only then are references between records checked."""
    clock = ManualClock()
    return fill(Catalog(clock, Ids(0, clock), Switches()), account)
