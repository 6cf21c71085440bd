"""Programs of the system that tests drive; ``tests/system.sh`` installs them."""

from __future__ import annotations

import os
import shutil

import pytest


def program(*names: str) -> str:
    """The path of the first of these programs that is there.

    Without any the test is skipped with the reason, or fails where COLLABGRAPH_TESTS=all allows no skipping.
    """
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        reason = f"{' or '.join(names)} is not on this machine; 'tests/system.sh' as root installs it"
        if os.environ.get("COLLABGRAPH_TESTS") == "all":
            pytest.fail(reason)
        pytest.skip(reason)
    return found
