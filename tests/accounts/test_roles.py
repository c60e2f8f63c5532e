"""A role is called by its name in the reader's language, whoever asked before in the other one."""

from __future__ import annotations

import pytest
from django.utils import translation

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Role


@pytest.mark.parametrize("role", list(Role))
def test_a_role_has_a_name_in_each_language(role: Role) -> None:
    names = []
    for language in ("id", "en"):
        with translation.override(language):
            names.append(User(role=role).get_role_display())
            assert str(role.label) == names[-1]
    assert names[0] != names[1]
