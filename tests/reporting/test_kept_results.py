"""The results of earlier runs: kept, read again, refused if they are not there or damaged, and as a table."""

import csv
import io
import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from amazon_plytix.reporting.files import ResultsLost, save_text
from amazon_plytix.reporting.kept_results import NoResults, keep_results, kept_results, results_as_csv, results_file
from amazon_plytix.reporting.results import Metadata, ProductRow, Results, UndoRow

MakeMetadata = Callable[..., Metadata]
RUN = "20251223-055915-ab12"
ROW = ProductRow(
    sku="AMZN-US-B000000001",
    asin="B000000001",
    status="created",
    product_id="p1",
    canonical_sku=None,
    linked=False,
    link="failed",
    stage="link",
    message='refused: "no", said Plytix;\nagain',
)


@pytest.fixture
def results(metadata: MakeMetadata) -> Results:
    return Results(total=1, created=1, exists=0, linked=0, errors=[], metadata=metadata(), products=[ROW])


def test_results_that_were_kept_come_back_as_they_were(tmp_path: Path, results: Results) -> None:
    keep_results(tmp_path / "results", RUN, results.to_json())
    again = kept_results(tmp_path / "results", RUN)
    assert (again, again.to_json()) == (results, results.to_json())


def test_results_are_private_to_their_owner(tmp_path: Path, results: Results) -> None:
    keep_results(tmp_path / "results", RUN, results.to_json())
    assert stat.S_IMODE((tmp_path / "results").stat().st_mode) == 0o700
    assert stat.S_IMODE(results_file(tmp_path / "results", RUN).stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_made_is_said_to_be_lost(tmp_path: Path, results: Results) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultsLost, match="could not be made: "):
        keep_results(tmp_path / "file" / "results", RUN, results.to_json())


def test_a_run_without_results_says_where_to_look_instead(tmp_path: Path) -> None:
    with pytest.raises(NoResults) as refused:
        kept_results(tmp_path, RUN)
    assert str(refused.value) == (
        f"run {RUN} left no results: it was killed or refused, or is not over. "
        f"What it did step by step: amazon-plytix runs show {RUN}"
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"total": 1}', b"\xff\xfe", b"null"],
    ids=["empty", "cut", "list", "few", "bytes", "null"],
)
def test_damaged_results_are_said_to_be_damaged(tmp_path: Path, content: bytes) -> None:
    results_file(tmp_path, RUN).write_bytes(content)
    with pytest.raises(NoResults, match="are damaged, or of another version of this program"):
        kept_results(tmp_path, RUN)


def test_results_that_cannot_be_opened_say_why(tmp_path: Path) -> None:
    results_file(tmp_path, RUN).mkdir()
    with pytest.raises(NoResults, match="cannot be read: Is a directory"):
        kept_results(tmp_path, RUN)


def test_what_has_no_place_in_utf_8_is_kept_all_the_same(tmp_path: Path, results: Results) -> None:
    odd = results.model_copy(update={"products": [ROW.model_copy(update={"message": "half a boot: \ud83d"})]})
    keep_results(tmp_path, RUN, odd.to_json())
    assert json.loads(results_file(tmp_path, RUN).read_bytes())["products"][0]["message"] == "half a boot: \ud83d"
    assert kept_results(tmp_path, RUN) == odd


def test_text_is_saved_whole_or_not_at_all(tmp_path: Path) -> None:
    save_text(tmp_path / "file", "first")
    with pytest.raises(ResultsLost, match="could not be written"):
        save_text(tmp_path / "no such folder" / "file", "second")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_table_has_a_row_for_every_listing_under_the_names_of_its_columns(results: Results) -> None:
    text = results_as_csv(results)
    assert text.splitlines()[0] == "sku,asin,status,product_id,canonical_sku,linked,link,stage,message"
    [row] = csv.DictReader(io.StringIO(text))
    assert row == {
        "sku": "AMZN-US-B000000001",
        "asin": "B000000001",
        "status": "created",
        "product_id": "p1",
        "canonical_sku": "",
        "linked": "False",
        "link": "failed",
        "stage": "link",
        "message": 'refused: "no", said Plytix;\nagain',
    }


def test_the_table_of_no_listings_is_its_head(metadata: MakeMetadata) -> None:
    results = Results(total=0, created=0, exists=0, linked=0, errors=[], metadata=metadata(), products=[])
    assert results_as_csv(results) == "sku,asin,status,product_id,canonical_sku,linked,link,stage,message\n"


@pytest.mark.parametrize("rows", [0, 2])
def test_the_table_of_an_undo_has_what_was_taken_back(metadata: MakeMetadata, rows: int) -> None:
    row = UndoRow(
        kind="link", sku="OLD", source_sku="BOOT", relation="listings", product_id="o", state="removed", message=None
    )
    results = Results(
        total=rows,
        created=0,
        exists=0,
        linked=0,
        errors=[],
        metadata=metadata(job="undo"),
        products=[],
        taken_back=[row] * rows,
    )
    head = "kind,sku,source_sku,relation,product_id,state,message\n"
    assert results_as_csv(results) == head + "link,OLD,BOOT,listings,o,removed,\n" * rows
