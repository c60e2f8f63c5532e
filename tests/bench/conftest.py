"""One bare database for all benches in miniature: what they leave in it does not hurt the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench import ground
from bench.ground import Ground


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with ground.bare(tmp_path_factory.mktemp("bench")) as made:
        yield made
