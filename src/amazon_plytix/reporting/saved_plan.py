"""Saved Plans: files that hold one Plan each, written whole, readable by their owner alone."""

from pathlib import Path

from amazon_plytix.planning.document import PlanDamaged, from_json, to_json
from amazon_plytix.planning.plan import Plan
from amazon_plytix.refusal import RefusedBeforeWriting
from amazon_plytix.reporting.files import ResultsLost, ResultsUnwritable, save_text, try_to_write

# How every document of a Plan begins, of whatever version.
_BEGIN = b'{"type": "Plan", '


class PlanUnusable(RefusedBeforeWriting):
    """A saved Plan cannot be carried out."""


def refuse_to_replace(path: Path, results: Path | None) -> None:
    """Make sure, before anything is done, that a Plan can be saved and overwrites nothing but an earlier Plan.

    Arguments:
        path: where the Plan is to be saved.
        results: where the results of the same job belong, None if nowhere.

    Raises ResultsUnwritable.
    """
    if results and path.resolve() == results.resolve():
        raise ResultsUnwritable(f"{path} is where the results belong: name another file after --plan-out")
    if not path.parent.is_dir():
        raise ResultsUnwritable(f"{path} cannot be written: there is no directory {path.parent}; make it")
    if path.exists() or path.is_symlink():
        try:
            with path.open("rb") as file:
                is_plan = path.is_file() and file.read(len(_BEGIN)) == _BEGIN
        except OSError as error:
            raise ResultsUnwritable(f"{path} cannot be read: {error.strerror}") from None
        if not is_plan:
            raise ResultsUnwritable(f"{path} is no saved plan: move it away, or name another file after --plan-out")
    try_to_write(path)


def save_plan(path: Path, plan: Plan) -> None:
    """Save a Plan. Raises ResultsUnwritable."""
    try:
        save_text(path, "".join(to_json(plan)) + "\n")
    except ResultsLost as error:
        raise ResultsUnwritable(str(error)) from None


def read_plan(path: Path) -> Plan:
    """Return the Plan that a file holds.

    Raises PlanUnusable if it cannot be read, or does not hold a whole and unchanged Plan of this version.
    """
    try:
        return from_json(path.read_text("utf-8"))
    except OSError as error:
        raise PlanUnusable(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise PlanUnusable(f"{path} is not UTF-8, so it is no saved plan") from None
    except PlanDamaged as error:
        raise PlanUnusable(f"{path} {error}: make the plan anew with --plan-out") from None
