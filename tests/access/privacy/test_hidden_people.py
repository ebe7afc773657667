"""A person listed for the secretariat alone is named in no document of those who may not read of them.

That no page names them is what tests/access/test_matrix.py reads.
"""

import io
import zipfile

import pytest

from confman.documents.domain.builder import build_document
from tests.access.world import HIDDEN_NAME


@pytest.mark.parametrize("key", ["outcomes.conference-report", "outcomes.donor-report"])
def test_a_report_that_is_handed_on_names_nobody_hidden(world, key):
    made = build_document(key, world.conference, language="en", format="docx", options={})
    archive = zipfile.ZipFile(io.BytesIO(made.content))
    text = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert not any(part in text for part in HIDDEN_NAME.split())
