"""Tell whether the port is free, before anything is installed or started.

Run as a script by `make run` with whatever Python there is, so it needs nothing but the standard library.
"""

import os
import socket
import sys

DEFAULT_PORT = 8000


def port_fault(port: int) -> str:
    """Return why nothing can listen on `port` of this machine, in one sentence; "" when it can."""
    another = f"Take another one: PORT={port + 1 if port < 65535 else DEFAULT_PORT} make run"
    # "localhost" may mean either family, so a stranger on either would answer in our place.
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.settimeout(1)
                if probe.connect_ex((host, port)) == 0:
                    return f"Port {port} is in use by another program. {another}"
        except OSError:
            continue  # This machine does not speak that family.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return f"Port {port} cannot be used ({error.strerror}). {another}"
    return ""


def main() -> int:
    given = os.environ.get("PORT", "").strip() or str(DEFAULT_PORT)
    if not given.isdigit() or not 0 < int(given) < 65536:
        fault = f"PORT={given} is not a port. Give a number from 1 to 65535: PORT={DEFAULT_PORT} make run"
    else:
        fault = port_fault(int(given))
    if fault:
        sys.stderr.write(fault + "\n")
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main())
