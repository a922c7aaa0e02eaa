"""Stores to run the contract over; the SPARQL server is a real one, started by the tests."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest


def _server_program() -> str | None:
    """The oxigraph server, from PATH or beside the Python that runs the tests."""
    beside = Path(sys.executable).with_name("oxigraph")
    return shutil.which("oxigraph") or (str(beside) if beside.exists() else None)


@pytest.fixture(scope="session")
def sparql_server() -> Iterator[str]:
    """Base URL of an empty SPARQL server."""
    program = _server_program()
    if program is None:
        pytest.skip("the oxigraph server is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [program, "serve", "--bind", address, "--union-default-graph"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://{address}/", process)
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            pytest.fail(f"the SPARQL server ended with {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail("the SPARQL server did not start")


@pytest.fixture(params=["memory", "oxigraph", "sparql"])
def store_name(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Name of an empty store of each kind."""
    if request.param == "memory":
        return "memory"
    if request.param == "oxigraph":
        return f"oxigraph:{tmp_path / 'store'}"
    url = request.getfixturevalue("sparql_server")
    clear = urllib.request.Request(
        f"{url}/update", data=b"DROP ALL", headers={"Content-Type": "application/sparql-update"}
    )
    urllib.request.urlopen(clear, timeout=10).close()
    return f"sparql:{url}"
