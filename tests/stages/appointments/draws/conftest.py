from __future__ import annotations

import pytest

from tests.stages.appointments.draws import scene
from tests.stages.appointments.draws.scene import Outside


@pytest.fixture(autouse=True)
def outside(monkeypatch: pytest.MonkeyPatch) -> Outside:
    return scene.install(monkeypatch)
