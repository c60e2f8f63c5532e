"""The command `mpaspor`: `up`, `reset`, `messages`, `bench`; everything else is a management command of Django.

A command that needs the database uses the one that runs, or has one run while it works.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import NoReturn

import django
import psycopg
from django.core import management

from config import messages
from config.supervisor import folder, keys, tenancy, town, up
from config.supervisor.refusal import CannotRun, sentence
from mpaspor import verify_draw, verify_ledger, verify_receipt

OURS = {
    "up": "Start everything and keep it running until Ctrl-C.",
    "reset": "Empty the data folder.",
    "bench": "What the house can bear: a crowd, a siege, a crash; mpaspor bench --help.",
    "verify-draw": "Recompute a draw from its published files; no database needed.",
    "verify-receipt": "Say whether a receipt is genuine; no database needed.",
    "messages": "The words of the house in English: --update, --merge, --check, --compile.",
}
HELP = {"help", "--help", "-h"}
WITHOUT_DATABASE = {"check", "collectstatic", "diffsettings", "findstatic", "makemigrations", "version", "--version"}


def main() -> NoReturn:
    """Do what the arguments ask, and end with its exit code."""
    command, *rest = sys.argv[1:] or ["help"]
    try:
        sys.exit(_do(command, rest))
    except CannotRun as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        told = sentence(error)
        if not told:
            raise
        sys.exit(told)


def _do(command: str, rest: Sequence[str]) -> int:
    if command == "up":
        up.up()
    elif command == "reset":
        _reset()
    elif command == "messages":
        return messages.main(rest)
    elif command == "verify-draw":
        return verify_draw.main([*rest])
    elif command == "verify-receipt":
        return verify_receipt.main([*rest])
    elif command == "verify-ledger" and any(not word.startswith("-") for word in rest):
        return verify_ledger.main([*rest])
    elif command == "bench":
        return _bench(rest)
    else:
        # What is written with a hyphen is a module with an underscore.
        _manage(command if command.startswith("-") else command.replace("-", "_"), rest)
    return 0


def _reset() -> None:
    data = folder.data()
    with tenancy.alone(data):
        removed = folder.empty(data)
    print(f"{data}: removed {', '.join(removed)}." if removed else f"{data} is empty already.")


def _bench(rest: Sequence[str]) -> int:
    """The benches lie beside the code, not in what is installed in production. Raises `CannotRun`."""
    if not (folder.ROOT / "bench" / "__main__.py").exists():
        raise CannotRun("The benches are not installed here; they come with the sources of M-Paspor.")
    return subprocess.run([sys.executable, "-m", "bench", *rest], cwd=folder.ROOT, check=False).returncode


def _manage(command: str, rest: Sequence[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    server_named = "DATABASE_URL" in os.environ
    # A deployment names its server and its keys; nothing is drawn or kept for it here.
    if not server_named or (folder.chosen() / keys.FILE).exists():
        _move_in()
    if command in HELP and not rest:
        _help()
    elif server_named or command in HELP | WITHOUT_DATABASE or HELP & set(rest):
        management.execute_from_command_line(["mpaspor", command, *rest])
    else:
        _with_database(command, rest)


def _move_in() -> None:
    """Work in the data folder as `mpaspor up` does."""
    data = folder.data()
    keys.export(data)
    os.environ["MPASPOR_DATA"] = str(data)
    town.settle()


def _with_database(command: str, rest: Sequence[str]) -> None:
    with tenancy.shared(folder.data()) as url:
        os.environ["DATABASE_URL"] = url
        if command != "migrate" and _is_new(url):
            management.execute_from_command_line(["mpaspor", "migrate", "--verbosity=0"])
        management.execute_from_command_line(["mpaspor", command, *rest])


def _is_new(url: str) -> bool:
    """Whether our own database has no tables yet."""
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT to_regclass('django_migrations') IS NULL").fetchone() == (True,)


def _help() -> None:
    """Our own commands; Django's are listed by `mpaspor help --commands`."""
    django.setup()
    theirs = {
        name: management.load_command_class(app, name).help.split(". ")[0].rstrip(".") + "."
        for name, app in management.get_commands().items()
        if isinstance(app, str) and app.startswith("mpaspor.")
    }
    print("mpaspor COMMAND [--help]\n")
    theirs = {name.replace("_", "-"): does for name, does in theirs.items()}
    for name, does in sorted((OURS | theirs).items()):
        print(f"  {name:<16}{does}")
    print("\nDjango's own commands work too: mpaspor help --commands")


if __name__ == "__main__":
    main()
