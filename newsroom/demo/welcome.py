"""The message that the demo prints once it runs."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsroom.demo.logins import LOGINS


def welcome(console: Console, name: str, address: str) -> None:
    """Print the site's name, the URLs and the logins; into a file or pipe, without styles."""
    places = Table.grid(padding=(0, 2), pad_edge=True)
    places.add_row("", "Read", link(address))
    places.add_row("", "Write", link(f"{address}admin/"))

    logins = Table(box=None, padding=(0, 2), pad_edge=True, header_style="dim")
    logins.add_column("")
    for heading in ("User", "Password", "Role"):
        logins.add_column(heading)
    for login in LOGINS:
        logins.add_row("", Text(login.username, "bold"), Text(login.password), Text(login.role))

    console.print(f"\n[bold]{name}[/] is open.\n")
    console.print(places)
    console.print()
    console.print(logins)
    console.print(
        "\n[dim]Ctrl-C closes it and keeps what was written. `make demo RESET=1` starts over.[/]\n"
    )


def link(address: str) -> Text:
    return Text(address, f"bold underline link {address}")
