"""A strict job refuses a mapping of which something would be dropped, and says what."""

from pathlib import Path

import pytest

from amazon_plytix.applying.events import Events
from amazon_plytix.jobs.link import LinkJob
from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.mapping import MappingRefused
from tests.support import entry, write_mapping


@pytest.mark.parametrize("job", [SyncJob, LinkJob])
def test_a_strict_job_refuses_an_unknown_key_that_others_warn_of(
    tmp_path: Path, job: type[SyncJob] | type[LinkJob]
) -> None:
    mapping = write_mapping(tmp_path, [], [entry(1, amazon_titel="Boot")])
    lenient = job(mapping=mapping)
    lenient.prepare(Events())
    assert lenient.listings.warnings == ("unknown key amazon_titel (1 entry): meant amazon_title?",)
    with pytest.raises(MappingRefused, match=r"amazon_titel: unknown key \(1 entry\): meant amazon_title\?"):
        job(mapping=mapping, strict=True).prepare(Events())
