"""nginx with docs/examples/nginx.conf, its paths and ports changed so that it runs in a folder, without root."""

from __future__ import annotations

import getpass
import os
import resource
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.asking import HOST, Endpoint
from benchmarks.servers import NotReadyError, Server, free_port, running

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
PROGRAM = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
NAME = "Solidarity Graph behind nginx"
SERVER_NAME = "graph.example.org"
"""The `server_name` of the example."""
HAS_BROTLI = any(Path("/etc/nginx/modules-enabled").glob("*brotli-filter*"))
_FILES = 24576
_UNUSED = ("fastcgi", "scgi", "uwsgi")
# The load generator stands for many clients, and asks for the host by its address.
_FOR_LOAD = {"rate=100r/s": "rate=1000000r/s", f"server_name {SERVER_NAME}": f"server_name {HOST}"}


def write_configuration(folder: Path, port: int, upstream: int, replaced: Mapping[str, str] | None = None) -> Path:
    """Write the example for a port of its own, before the server at the port `upstream`, and return the file's path.

    replaced  more changes: each text on the left, which must be in the example, becomes the one on the right.

    The process also needs `-g "daemon off;"` to stay in the foreground.
    """
    text = (EXAMPLES / "nginx.conf").read_text("utf-8")
    library = folder / "lib"
    for made in (library, folder / "log"):
        made.mkdir(parents=True)
    more = "".join(f"    {name}_temp_path {library}/{name};\n" for name in _UNUSED)
    brotli = EXAMPLES / "nginx-brotli*.conf" if HAS_BROTLI else folder / "no-brotli*.conf"
    for old, new in {
        "user www-data;": f"user {getpass.getuser()};",
        "/run/nginx.pid": f"{folder}/nginx.pid",
        "/var/log/nginx": f"{folder}/log",
        "/etc/nginx/solidarity-graph/*.conf": str(brotli),
        "    proxy_temp_path": f"{more}    proxy_temp_path",
        "/var/lib/nginx": str(library),
        "127.0.0.1:8000": f"127.0.0.1:{upstream}",
        # A machine without IPv6 cannot listen there.
        "        listen [::]:80 default_server sndbuf=128k;\n": "",
        "        listen [::]:80;\n": "",
        f"worker_rlimit_nofile {_FILES};": f"worker_rlimit_nofile {_most_files(_FILES)};",
        "listen 80": f"listen 127.0.0.1:{port}",
        **(replaced or {}),
    }.items():
        if old not in text:
            raise ValueError(f"The example lacks {old!r}: adapt write_configuration to it.")
        text = text.replace(old, new)
    config = folder / "nginx.conf"
    config.write_text(text, "utf-8")
    return config


def _most_files(wanted: int) -> int:
    """Return `wanted` open files, or as many as this process may give to its children."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)


@contextmanager
def serve_behind(upstream: Server, log: Path) -> Iterator[Server]:
    """Serve the endpoint of a running server through nginx, until the block ends. One address may send any rate."""
    if PROGRAM is None:
        raise NotReadyError("nginx is not installed (apt-get install nginx)")
    endpoint = Endpoint(free_port(), upstream.endpoint.path)
    with tempfile.TemporaryDirectory() as folder:
        config = write_configuration(Path(folder), endpoint.port, upstream.endpoint.port, _FOR_LOAD)
        command = [PROGRAM, "-c", str(config), "-g", "daemon off;"]
        with running(NAME, command, endpoint, loading=10.0, environment=os.environ, log=log) as server:
            yield server
