"""Recompute a draw of M-Paspor from its published files, and name every line that is not as it must be.

Needs Python 3.11 or newer and nothing else: no network, no database, and no other part of M-Paspor. Copy this one file
and read it; what it checks is written down in docs/draw.md.

    python verify_draw.py FOLDER
    python verify_draw.py places.csv entries.csv draw.json results.csv
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

FORMAT = "mpaspor draw 1"
NAMES = ("draw.json", "places.csv", "entries.csv", "results.csv")
HEADERS = {
    "places.csv": "place,office,on,hour,class,kinds,capacity,check",
    "entries.csv": "entry,people,kinds,priority,wishes,check",
    "results.csv": "rank,entry,place,wish,check",
}
# The facts of draw.json in their order; those of a witness come once for each witness, before the last.
FACTS = ["draw", "name", "opens_at", "closes_at", "reveal_by", "beacon_at", "results_at", "beacon", "round"]
FACTS += ["places", "entries", "sealed_at"]
WITNESS = ["witness", "commitment", "secret"]
MOST_TOLD = 20

Fact = tuple[str, str, int]  # name, value, and the line on which it stands
Hour = tuple[str, bool, set[str]]  # its number, whether only for those who come first, the kinds of passport
Rows = list[list[str]]


def sha256(text: str | bytes) -> str:
    """The SHA-256 of a text or of bytes, in hexadecimal digits."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


class Findings:
    """What is not as it must be, by file and line."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, int, str]] = []

    def add(self, file: str, line: int, what: str) -> None:
        """Note it once; `line` 0 is the file as a whole."""
        if (file, line) not in [(known_file, known_line) for known_file, known_line, _ in self.lines[-MOST_TOLD:]]:
            self.lines.append((file, line, what))

    def of(self, file: str) -> bool:
        """Whether anything was found in this file."""
        return any(known == file for known, _, _ in self.lines)

    def told(self) -> str:
        """As text, in the order of the files."""
        shown = sorted(self.lines, key=lambda one: (NAMES.index(one[0]), one[1]))[:MOST_TOLD]
        words = [f"{file}{f', line {line}' if line else ''}: {what}" for file, line, what in shown]
        if len(self.lines) > MOST_TOLD:
            words.append(f"... and {len(self.lines) - MOST_TOLD} more")
        return "\n".join(words)


# --------------------------------------------------------------------------------------------- 1. the files themselves


def text_of(name: str, content: bytes, findings: Findings) -> str:
    """The bytes as text; whatever is not text is shown as a question mark and noted."""
    try:
        return content.decode()
    except UnicodeDecodeError as wrong:
        findings.add(name, content[: wrong.start].count(b"\n") + 1, "a byte that is not text")
        return content.decode(errors="replace")


def check_lines(name: str, lines: list[tuple[str, str]], before: str, first: int, findings: Findings) -> None:
    """Every line ends with eight digits of the SHA-256 of the line before's digits and itself."""
    for number, (line, check) in enumerate(lines, start=first):
        if check != sha256(before + line)[:8]:
            findings.add(name, number, "was touched: it does not agree with its check")
        before = check


def table(name: str, content: bytes, findings: Findings) -> Rows:
    """The rows of a table, each a list of its words without the check."""
    text = text_of(name, content, findings)
    if not text.endswith("\n"):
        findings.add(name, text.count("\n") + 1, "was touched: the last line does not end")
    header, *lines = text.removesuffix("\n").split("\n")
    if header != HEADERS[name]:
        findings.add(name, 1, f"must be {HEADERS[name]}")
    split = [line.rpartition(",") for line in lines]
    start = sha256(HEADERS[name].removesuffix(",check"))[:8]
    check_lines(name, [(line, check) for line, _, check in split], start, 2, findings)
    return [line.split(",") for line, _, _ in split]


def facts_of(content: bytes, findings: Findings) -> tuple[list[Fact], str, str] | None:
    """The facts, the seed and the digest of the results; None when they cannot be read."""
    lines = text_of("draw.json", content, findings).split("\n")
    ends = {"seed": lines[-4:-3], "results": lines[-3:-2]}
    told = {name: (re.findall(f'^ "{name}": "(.*)",?$', "".join(line)) or [""])[0] for name, line in ends.items()}
    rows = [json_list(line) for line in lines[3:-5]]
    facts = [[*row[:2], row[2]] if len(row) == 3 else ["", "", ""] for row in rows]
    heads = [json.dumps(fact[:2], ensure_ascii=False) for fact in facts]
    must = [
        "{", f' "format": "{FORMAT}",', ' "facts": [',
        *(f'  {head[:-1]}, "{fact[2]}"],' for head, fact in zip(heads, facts, strict=True)),
        " ],", f' "seed": "{told["seed"]}",', f' "results": "{told["results"]}"', "}", "",
    ]  # fmt: skip
    must[-6] = must[-6].removesuffix(",")
    for number in range(max(len(must), len(lines))):
        if must[number : number + 1] != lines[number : number + 1]:
            findings.add("draw.json", number + 1, "was touched: it is not written as it must be")
    check_lines("draw.json", [(head, fact[2]) for head, fact in zip(heads, facts, strict=True)], "", 4, findings)
    whole = bool(facts) and all(facts)
    return ([(fact[0], fact[1], line) for line, fact in enumerate(facts, start=4)], *told.values()) if whole else None


def json_list(line: str) -> list[str]:
    """A fact as a list of words; an empty one when it is none."""
    try:
        words = json.loads(line.removesuffix(","))
    except ValueError:
        return []
    return words if isinstance(words, list) and all(isinstance(word, str) for word in words) else []


# -------------------------------------------------------------------------------------------- 2. the facts of the draw


def check_facts(facts: list[Fact], findings: Findings) -> bool:
    """That each fact stands where it must, and that the moments follow each other."""
    witnesses = (len(facts) - len(FACTS) - 1) // len(WITNESS)
    must = [*FACTS, *WITNESS * max(witnesses, 0), "value"]
    for number in range(max(len(must), len(facts))):
        if [name for name, _, _ in facts[number : number + 1]] != must[number : number + 1]:
            findings.add("draw.json", number + 4, "is not the fact that must stand here")
            return False
    value = {name: value for name, value, _ in facts}
    line = {name: line for name, _, line in facts}
    in_order = ["opens_at", "closes_at", "sealed_at", "reveal_by", "beacon_at", "results_at"]
    for before, after in pairwise(in_order):
        if value[before] > value[after]:
            findings.add("draw.json", line[after], f"{after} lies before {before}")
    if not re.fullmatch("[0-9a-f]{64}", value["value"]):
        findings.add("draw.json", line["value"], "the public value is not 64 hexadecimal digits")
    return True


def check_witnesses(facts: list[Fact], findings: Findings) -> None:
    """A secret must be the one whose SHA-256 was published before entries closed, or be missing."""
    commitment = "missing"
    for name, value, line in facts:
        if name == "commitment":
            commitment = value
        if name == "secret" and value != "missing" and sha256(value) != commitment:
            findings.add("draw.json", line, "is not the secret that was committed to")


def check_digests(facts: list[Fact], contents: dict[str, bytes], findings: Findings) -> None:
    """The sealed tables must be, byte for byte, those the facts speak of."""
    for name, digest in ((f"{name}.csv", value) for name, value, _ in facts if name in {"places", "entries"}):
        if sha256(contents[name]) != digest:
            touched = findings.of(name)
            why = "" if touched else "; lines are missing from here on, or all were written anew"
            line = 0 if touched else contents[name].count(b"\n") + 1
            findings.add(name, line, f"is not the file with the SHA-256 {digest}{why}")


def seed_of(facts: list[Fact], seed: str, findings: Findings) -> str:
    """The SHA-256 of the facts. If one of them was touched, the seed that was published."""
    if findings.of("draw.json"):
        return seed
    made = sha256("".join(f"{name} {value}\n" for name, value, _ in facts))
    if seed != made:
        findings.add("draw.json", len(facts) + 5, f"the facts above make the seed {made}")
    return made


# -------------------------------------------------------------------------------------------------- 3. the draw itself


def drawn_again(places: Rows, entries: Rows, seed: str) -> Iterator[str]:
    """Every line of results.csv, as it must be.

    The seed orders the entries. Each in turn gets the first of its wishes for which some hour has room for all of its
    people; of several such hours, the first in places.csv. Whoever gets none waits.
    """
    room = {place: int(capacity) for place, *_, capacity in places}
    hours: dict[str, list[Hour]] = {}
    for place, office, on, hour, for_whom, kinds, _ in places:
        for wish in {f"{office}/{on}/{hour}", f"{office}/{on}/*", f"{office}/*/{hour}", f"{office}/*/*"}:
            hours.setdefault(wish, []).append((place, for_whom == "priority", set(kinds.split("+"))))
    # Room only shrinks: people like these who found nothing for a wish will never find anything for it.
    hopeless = set()
    in_order = sorted(entries, key=lambda entry: (sha256(seed + entry[0]), entry[0]))
    for rank, (entry, people, kinds, priority, wishes) in enumerate(in_order, start=1):
        found = ","
        for number, wish in enumerate(wishes.split(";"), start=1):
            like = (wish, people, kinds, priority)
            if like in hopeless:
                continue
            place = first_with_room(hours.get(wish, []), room, int(people), {*kinds.split("+")}, priority)
            if place:
                room[place] -= int(people)
                found = f"{place},{number}"
                break
            hopeless.add(like)
        yield f"{rank},{entry},{found}"


def first_with_room(hours: list[Hour], room: dict[str, int], people: int, kinds: set[str], is_first: str) -> str:
    """The first of these hours that has room for so many such people."""
    for place, only_first, kinds_there in hours:
        if room[place] >= people and kinds <= kinds_there and (is_first == "yes" or not only_first):
            return place
    return ""


def check_results(places: Rows, entries: Rows, results: Rows, seed: str, findings: Findings) -> None:
    """Compare line by line."""
    number = 1
    for number, must in enumerate(drawn_again(places, entries, seed), start=2):
        there = ",".join(results[number - 2]) if number - 2 < len(results) else "nothing"
        if there != must:
            findings.add("results.csv", number, f"must be {must} and is {there}")
            if len(findings.lines) >= MOST_TOLD:
                return
    if len(results) > number - 1:
        findings.add("results.csv", number + 1, "is one line too many")


def check_results_digest(contents: dict[str, bytes], digest: str, findings: Findings) -> None:
    """The digest of the results, when every line of them is as it must be."""
    made = sha256(contents["results.csv"])
    if digest != made and not findings.of("results.csv"):
        findings.add("draw.json", contents["draw.json"].count(b"\n") - 1, f"the SHA-256 of the results is {made}")


def check_tables(places: Rows, entries: Rows, findings: Findings) -> bool:
    """That every row has its words, and none stands twice; what is wrong here cannot be drawn again."""
    shapes = {"places.csv": (places, 7, {0: r"[0-9]+", 6: r"[0-9]+"}), "entries.csv": (entries, 5, {1: r"[1-9]"})}
    whole = True
    for name, (rows, width, numbers) in shapes.items():
        seen = set()
        for line, row in enumerate(rows, start=2):
            right = len(row) == width and all(re.fullmatch(form, row[at]) for at, form in numbers.items())
            if not right or row[0] in seen:
                findings.add(name, line, "stands here twice" if right else "cannot be read")
                whole = False
            seen.add(row[0])
    return whole


# -------------------------------------------------------------------------------------------------------- all together


def verify(contents: dict[str, bytes]) -> Findings:
    """Look at the four files ({name: bytes}); returns what was found, empty when all is as it must be."""
    findings = Findings()
    read = facts_of(contents["draw.json"], findings)
    places, entries, results = (table(name, contents[name], findings) for name in HEADERS)
    if read and check_facts(read[0], findings):
        facts, seed, results_digest = read
        check_witnesses(facts, findings)
        check_digests(facts, contents, findings)
        if check_tables(places, entries, findings):
            check_results(places, entries, results, seed_of(facts, seed, findings), findings)
            check_results_digest(contents, results_digest, findings)
    return findings


def load(paths: list[str]) -> dict[str, bytes]:
    """The four files by name, from a folder or one by one."""
    if len(paths) == 1 and Path(paths[0]).is_dir():
        paths = [str(Path(paths[0]) / name) for name in NAMES]
    found = {Path(path).name: Path(path) for path in paths}
    if set(found) != set(NAMES):
        sys.exit(f"Name a folder, or the files {', '.join(NAMES)}.")
    return {name: path.read_bytes() for name, path in found.items()}


def main(arguments: list[str]) -> int:
    """Say what was found. Returns 0 when the draw is as it must be, 1 when it is not."""
    if not arguments or arguments[0] in {"-h", "--help"}:
        sys.stdout.write(__doc__)
        return 0 if arguments else 2
    try:
        contents = load(arguments)
    except OSError as missing:
        sys.exit(f"{missing.filename}: {missing.strerror}")
    findings = verify(contents)
    if findings.lines:
        sys.stdout.write(findings.told() + "\n")
        return 1
    value = json.loads(contents["draw.json"])
    facts = {name: text for name, text, _ in value["facts"]}
    entries, places = (contents[name].count(b"\n") - 1 for name in ("entries.csv", "places.csv"))
    sys.stdout.write(f"Draw {facts['draw']}: {entries} entries, {places} hours, every line as it must be.\n")
    sys.stdout.write(f"Compare yourself: round {facts['round']} of {facts['beacon']} is {facts['value']}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
