"""Something that takes a while: done in a thread, while a line says how far it is and escape stops it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from threading import Event, Thread
from typing import ClassVar, Final, TypeVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from argmap.errors import ArgmapError
from argmap_tui.bars import TextLine
from argmap_tui.dialog import Dialog

LOOK: Final = 0.05
"""How many seconds pass from one look at how far it is to the next."""

GRACE: Final = 1.0
"""How many seconds what is stopped gets to take away what it has half done."""

_Result = TypeVar("_Result")
_Part = TypeVar("_Part", str, bytes)


class StoppedError(ArgmapError):
    """What somebody has stopped who would not wait for it."""

    def __init__(self) -> None:
        super().__init__("stopped; nothing was written")


class Task:
    """What the thread tells of itself, and is told: how far it is, and that it shall stop."""

    def __init__(self, doing: str) -> None:
        self.doing = doing
        self.done = 0
        self._stop = Event()

    def stop(self) -> None:
        """Let it stop at the next thing."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        """Whether it shall stop."""
        return self._stop.is_set()

    def progress(self, done: int) -> None:
        """Note how many things are done. Raises StoppedError."""
        self.done = done
        if self.stopped:
            raise StoppedError

    def watched(self, parts: Iterable[_Part]) -> Iterator[_Part]:
        """Parts as they come, counted. Raises StoppedError."""
        for number, part in enumerate(parts, 1):
            self.progress(number)
            yield part

    @property
    def line(self) -> str:
        """How far it is, in words."""
        return f"{self.doing} … {f'{self.done:,} things, ' if self.done else ''}escape stops it"


class WaitScreen(Dialog[None]):
    """A line above the keys while something goes on."""

    DEFAULT_CSS = """
    WaitScreen {
        background: transparent;

        & #waiting { dock: bottom; margin-bottom: 1; background: $panel; color: $text-primary; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,ctrl+c", "stop", "stop", show=False, id="waiting.stop")]

    def __init__(self, task: Task) -> None:
        super().__init__()
        self.work = task
        self._over = False

    def compose(self) -> ComposeResult:
        """The line."""
        yield TextLine(id="waiting")

    def on_mount(self) -> None:
        """Say how far it is, now and again."""
        self._say()
        self.set_interval(LOOK, self._say)

    def _say(self) -> None:
        self.query_one("#waiting", TextLine).say(f" {self.work.line}")

    def action_stop(self) -> None:
        """Stop it."""
        self.work.stop()

    def leave(self) -> None:
        """Go, as nobody waits any more: at once, or when what stands before it has gone."""
        self._over = True
        self.on_screen_resume()

    def on_screen_resume(self) -> None:
        """Go if nobody waits any more."""
        if self._over and self.app.screen is self:
            self.dismiss()


async def waited(app: App[None], doing: str, work: Callable[[Task], _Result]) -> _Result:
    """What comes of some work that a thread does meanwhile. Raises what it raises, and StoppedError."""
    task = Task(doing)
    future: Future[_Result] = Future()
    future.set_running_or_notify_cancel()  # what nobody waits for any more may still come to an end

    def run() -> None:
        try:
            future.set_result(work(task))
        except BaseException as error:
            future.set_exception(error)

    # Not a worker of Textual: leaving argmap would wait for the program that draws a picture, for minutes.
    Thread(target=run, daemon=True).start()
    result = asyncio.wrap_future(future)
    screen = WaitScreen(task)
    await app.push_screen(screen)
    try:
        while not (result.done() or task.stopped):
            await asyncio.wait([result], timeout=LOOK)
        if not result.done():
            await asyncio.wait([result], timeout=GRACE)
        if not result.done():
            raise StoppedError
        return result.result()
    finally:
        task.stop()
        result.cancel()
        screen.leave()
