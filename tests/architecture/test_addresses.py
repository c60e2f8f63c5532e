"""A page is web/<audience>/<stage>.py; its templates lie under templates/<audience>/<stage>/."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import mpaspor

HOUSE = Path(mpaspor.__file__).parent
TEMPLATES = HOUSE / "templates"
AUDIENCES = sorted(path.name for path in (HOUSE / "web").iterdir() if (path / "urls.py").exists())
SHARED = ("components/", "layouts/")


def templates_named_in(source: str) -> Iterator[str]:
    """The templates a module names, in whatever call; a star where the name is put together."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[\w/]+\.html", node.value):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            name = "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
            if re.fullmatch(r"[\w/*]+\.html", name):
                yield name


def misplaced(page: Path, source: str) -> list[str]:
    """The templates `page` (its path below web/) names that are not at its address."""
    audience, stage = page.parts[0], page.with_suffix("").parts[1]
    return [name for name in templates_named_in(source) if not name.startswith((f"{audience}/{stage}/", *SHARED))]


def pages() -> list[Path]:
    return sorted(path for audience in AUDIENCES for path in (HOUSE / "web" / audience).rglob("*.py"))


def test_every_template_lies_at_the_address_of_its_page() -> None:
    found = {
        str(page.relative_to(HOUSE)): names
        for page in pages()
        if (names := misplaced(page.relative_to(HOUSE / "web"), page.read_text()))
    }
    assert found == {}


def test_every_template_named_is_there() -> None:
    named = {name for page in pages() for name in templates_named_in(page.read_text())}
    assert named
    assert {name for name in named if not list(TEMPLATES.glob(name))} == set()


def included_in(words: str) -> set[str]:
    """The templates a template begins from or takes in, where their names stand there whole."""
    return set(re.findall(r"""{%\s*(?:include|extends)\s+["']([^"'|]+)["']\s*(?!\|)""", words))


def test_every_template_taken_in_by_another_is_there() -> None:
    named = set[str]().union(*(included_in(path.read_text()) for path in TEMPLATES.rglob("*.*")))
    assert "layouts/public.html" in named
    assert {name for name in named if not (TEMPLATES / name).exists()} == set()
    assert included_in('{% include "portal/gone.html" with a=1 %}{% include "b/"|add:kind %}') == {"portal/gone.html"}


def test_no_template_of_an_audience_is_forgotten() -> None:
    named = {name for path in HOUSE.rglob("*.py") for name in templates_named_in(path.read_text())}
    included = "\n".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    own = [
        str(path.relative_to(TEMPLATES)) for audience in AUDIENCES for path in (TEMPLATES / audience).rglob("*.html")
    ]
    assert [
        path for path in own if f'"{path}"' not in included and not any(fnmatch(path, name) for name in named)
    ] == []


def test_a_template_at_another_address_is_found() -> None:
    source = 'def book(request): return render(request, "portal/payments/bill.html")'
    assert misplaced(Path("portal/appointments.py"), source) == ["portal/payments/bill.html"]
    assert misplaced(Path("portal/payments.py"), source) == []
    assert misplaced(Path("portal/payments/bill.py"), source) == []
