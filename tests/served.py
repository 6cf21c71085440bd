"""An application served on the loopback for a test, on a free port, and stopped with the test."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.applications import Starlette

from collabgraph.web.server import address, listening, server


@contextmanager
def running(app: Starlette) -> Iterator[str]:
    """The address of the application while it is served."""
    with listening("127.0.0.1", 0) as listener:
        serving = server(app)
        thread = threading.Thread(target=serving.run, args=([listener],))
        thread.start()
        try:
            while not serving.started:
                if not thread.is_alive():
                    raise RuntimeError("the server did not start")
                time.sleep(0.01)
            yield address(listener)
        finally:
            serving.should_exit = True
            thread.join()
