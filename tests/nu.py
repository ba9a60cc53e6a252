"""The Nu HTML checker, which knows what valid HTML is. One Java process checks many pages."""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

JAR = Path(__file__).parent / "nu" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def errors_in(documents: dict[str, str]) -> list[str]:
    """Return the errors in the documents, each line beginning with the document's name.

    Skips the test where there is no Java or no checker.
    """
    if not (java := shutil.which("java")):
        pytest.skip("no java, which the Nu HTML checker needs")
    if not JAR.exists():
        pytest.skip("no Nu HTML checker (`make test` fetches it where there is npm)")
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, (name, html) in enumerate(documents.items()):
            file = Path(folder) / f"{number}.html"
            file.write_text(html, encoding="utf-8")
            names[str(file)] = name
        checked = subprocess.run(
            [java, "-jar", JAR, "--format", "json", "--stdout", "--exit-zero-always", *names],
            capture_output=True,
            text=True,
            cwd=folder,
            check=True,
        )
    return [
        f"{names[message['url'].removeprefix('file:')]}, line {message.get('lastLine', '?')}: "
        f"{message['message']} {message.get('extract', '')!r}"
        for message in json.loads(checked.stdout)["messages"]
        if message["type"] != "info"
    ]
