"""The bytes of a first load: the page and every file it brings along, compressed."""

from __future__ import annotations

import gzip
import re
from urllib.parse import urljoin

import httpx

LINKED = re.compile(r"<(?:link|script|img)\b[^>]*?(?:href|src)=\"([^\"#]+)\"")
IN_STYLES = re.compile(r"url\(\"?([^)\"]+)\"?\)")
# mpaspor.js names the parts of a page and the module each of them needs.
MODULES = re.compile(r"\"([^\"]+)\": \"(\w+)\"")
PACKED = ("image/jpeg", "image/png", "font/")


def first_load(url: str, cookie: str) -> dict[str, int]:
    """How many files, what they weigh compressed, and what was really sent."""
    headers = {"Cookie": cookie} if cookie else {}
    with httpx.Client(headers=headers | {"Accept-Encoding": "gzip"}) as client:
        page = client.get(url)
        files = {url: page}
        waiting = [urljoin(url, found) for found in LINKED.findall(page.text)]
        while waiting:
            address = waiting.pop()
            if address in files or address.startswith("data:"):
                continue
            files[address] = client.get(address)
            waiting += _brought_along(address, files[address].text, page.text)
    return {
        "files": len(files),
        "compressed": sum(_compressed(one) for one in files.values()),
        "sent": sum(one.num_bytes_downloaded for one in files.values()),
    }


def _brought_along(address: str, text: str, page: str) -> list[str]:
    if address.endswith(".css"):
        return [urljoin(address, found) for found in IN_STYLES.findall(text)]
    if address.endswith("mpaspor.js"):
        return [urljoin(address, f"{name}.js") for parts, name in MODULES.findall(text) if _is_on(page, parts)]
    return []


def _is_on(page: str, parts: str) -> bool:
    return any(f" {part.strip('[] ')}" in page for part in parts.split(","))


def _compressed(one: httpx.Response) -> int:
    if "content-encoding" in one.headers or one.headers.get("content-type", "").startswith(PACKED):
        return one.num_bytes_downloaded
    return len(gzip.compress(one.content, 6, mtime=0))
