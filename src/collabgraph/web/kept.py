"""Results that take a while, computed once for everybody who asks for the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Kept(Generic[Given, Result]):
    """A function that computes each result once, whichever threads ask for it, and keeps the ``most`` used last.

    Who asks for what is being computed waits for it; all others go on. An error reaches everybody who waited, and is
    not kept. Without ``most`` every result is kept, which is for what there are few of.

    >>> squares = Kept(lambda n: n * n, most=2)
    >>> squares(3), squares(4), len(squares)
    (9, 16, 2)
    """

    def __init__(self, compute: Callable[Given, Result], most: int | None = None) -> None:
        """The function that computes a result from arguments that can be hashed, and how many results are kept."""
        self._compute, self._most = compute, most
        self._results: OrderedDict[Hashable, Future[Result]] = OrderedDict()
        self._lock = Lock()  # held while the results are looked through, never while one is computed

    def __call__(self, *given: Given.args, **named: Given.kwargs) -> Result:
        """The result for these arguments."""
        key = (given, tuple(sorted(named.items())))
        future, is_new = self._future(key)
        if is_new:
            self._fulfil(key, future, *given, **named)
        return future.result()

    def __len__(self) -> int:
        """How many results are kept or being computed."""
        return len(self._results)

    def _future(self, key: Hashable) -> tuple[Future[Result], bool]:
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key], False
            self._results[key] = future = Future[Result]()
            self._forget_oldest()
            return future, True

    def _forget_oldest(self) -> None:
        """Keep no more than ``most`` results; what is being computed is always kept."""
        done = [key for key, future in self._results.items() if future.done()]
        surplus = 0 if self._most is None else len(self._results) - self._most
        for key in done[: max(surplus, 0)]:
            del self._results[key]

    def _fulfil(self, key: Hashable, future: Future[Result], *given: Given.args, **named: Given.kwargs) -> None:
        try:
            future.set_result(self._compute(*given, **named))
        except BaseException as error:
            with self._lock:
                del self._results[key]
            future.set_exception(error)
