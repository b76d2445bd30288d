"""A command in a terminal of its own: keys go in, what it shows comes out as text without colours and places."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import time
from codecs import getincrementaldecoder
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Final, Self

COLUMNS, ROWS = 120, 40

SECONDS: Final = 30.0
"""How long a text may be waited for."""

_escapes: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])")


class Terminal:
    """A pseudo-terminal that answers no question of the program in it. Use it in a `with` statement."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        assert sys.platform != "win32"
        import pty
        import termios

        self.written = ""
        """All that was written, escape sequences included."""
        self._from = 0
        self._decoder = getincrementaldecoder("utf-8")(errors="replace")
        self.status: int | None = None
        self.pid, self._handle = pty.fork()
        if self.pid == 0:
            try:
                termios.tcsetwinsize(0, (ROWS, COLUMNS))
                os.execvpe(command[0], list(command), dict(environment))
            finally:
                os._exit(127)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._handle)

    @property
    def text(self) -> str:
        """What was written since the last keys, without escape sequences."""
        return _escapes.sub("", self.written[self._from :])

    def send(self, keys: str) -> None:
        """Press keys; what is waited for next is what is written from now on."""
        self.read(0)
        self._from = len(self.written)
        os.write(self._handle, keys.encode())

    def wait_for(self, text: str) -> None:
        """Read until this text was written. Fails with what was written instead."""
        until = time.monotonic() + SECONDS
        while text not in self.text:
            assert time.monotonic() < until, f"{text!r} did not come in {SECONDS:g} s, but: {self.text[-2000:]!r}"
            assert self.read(0.2), f"it ended before {text!r} came: {self.text[-2000:]!r}"

    def end(self) -> int:
        """Read until the program ends; give its exit status, negative for the signal that killed it."""
        until = time.monotonic() + SECONDS
        while self.read(0.2):
            assert time.monotonic() < until, f"it did not end in {SECONDS:g} s: {self.text[-2000:]!r}"
        _, status = os.waitpid(self.pid, 0)
        self.status = os.waitstatus_to_exitcode(status)
        return self.status

    def read(self, seconds: float) -> bool:
        """Read what there is, or comes in a while; whether there may be more."""
        while select.select([self._handle], [], [], seconds)[0]:
            try:
                read = os.read(self._handle, 1 << 16)
            except OSError:  # the end, on Linux
                return False
            if not read:
                return False
            self.written += self._decoder.decode(read)
            seconds = 0
        return True
