"""Many questions at a time, within what a server bears and what the user allows: `Client`.

One thread of its own runs an event loop, so that whoever waits for an answer can be interrupted at any moment. Answers
are kept as they come: what was stopped goes on with the same command, and asks nothing twice.
"""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import Future

from ..errors import BudgetError, ReaderError, ReportedlyError, UnansweredError
from .cache import Answers
from .talking import Again, Server
from .values import KEY, Answer, Question, Settings, Usage

__all__ = ["Client"]

_COSTLY = 2
"""How often a question is put whose answer is too late or no answer: it would most likely be again."""


class Client:
    """Asks one reader. A context manager; `close` lets go of everything, whatever is still under way.

    Raises ReaderError where it cannot be asked at all. `usage`: what it has cost so far.
    """

    def __init__(self, settings: Settings, answers: Answers | None = None) -> None:
        self.settings, self.usage = settings, Usage()
        self._answers = answers or Answers(settings.cache)
        self._under_way: dict[str, Future[Answer]] = {}
        self._stopped: ReportedlyError | None = None
        # Tokens that may be spent by what is under way, and those that tries may have cost which came to nothing.
        self._reserved = self._lost = 0
        self._not_before = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: Server | None = None
        if not settings.offline:
            self._server = Server(settings, os.environ.get(KEY, "").strip() or None)
            self._loop = asyncio.new_event_loop()
            self._places = asyncio.Semaphore(settings.at_once)
            self._spent = asyncio.Condition()
            self._thread = threading.Thread(target=self._run, args=(self._loop,), name="reader", daemon=True)
            self._thread.start()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Break off what is under way. What was answered is kept."""
        loop, self._loop = self._loop, None
        if loop is not None:
            asyncio.run_coroutine_threadsafe(self._end(), loop)
            self._thread.join(timeout=10)
        self._answers.close()

    def ask(self, question: Question) -> Future[Answer]:
        """The answer, now or later: from what is kept, or from the server.

        It raises UnansweredError where there is none to this question, ReaderError where there will be none to any.
        """
        known = self._under_way.get(question.key)
        if known is not None:
            return known
        future: Future[Answer] = Future()
        answer = self._answers.get(question)
        if answer is not None:
            self.usage.there += 1
            future.set_result(answer)
        elif self._loop is None or self._server is None:
            future.set_exception(UnansweredError(f"{question.model} has not answered it before, and may not be asked"))
        else:
            future = asyncio.run_coroutine_threadsafe(self._asked(self._server, question), self._loop)
        self._under_way[question.key] = future
        return future

    def forget(self, question: Question) -> None:
        """The answer has been used: it need not be held any more."""
        self._under_way.pop(question.key, None)

    # In the thread of the loop

    @staticmethod
    def _run(loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        loop.run_forever()
        loop.close()

    async def _end(self) -> None:
        loop = asyncio.get_running_loop()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        if self._server is not None:
            await self._server.close()
        loop.stop()

    async def _asked(self, server: Server, question: Question) -> Answer:
        async with self._places:
            await self._reserve(question)
            try:
                answer = await self._tried(server, question)
                self.usage.asked += 1
                self.usage.tokens_in += answer.asked
                self.usage.tokens_out += answer.said
            except ReaderError as error:
                # Whoever else waits need not try.
                self._stopped = self._stopped or error
                raise
            finally:
                self._reserved -= question.worst
                async with self._spent:
                    self._spent.notify_all()
        self._answers.put(question, answer)
        return answer

    async def _reserve(self, question: Question) -> None:
        """Wait until the question fits what may be spent, with all that is under way at its worst."""
        budget = self.settings.budget
        async with self._spent:
            while True:
                if self._stopped is not None:
                    raise self._stopped
                if budget is None or self._at_worst + question.worst <= budget:
                    self._reserved += question.worst
                    return
                if not self._reserved:
                    raise self._over(budget)
                await self._spent.wait()

    @property
    def _at_worst(self) -> int:
        return self.usage.tokens + self._lost + self._reserved

    def _over(self, budget: int) -> BudgetError:
        return BudgetError(
            f"the {budget:,} tokens that may be spent do not suffice for another question: "
            f"{self.usage.tokens + self._lost:,} are spent"
        )

    async def _tried(self, server: Server, question: Question) -> Answer:
        """Ask until there is an answer, a while later each time."""
        settings, costly = self.settings, 0
        for number in range(1, settings.tries + 1):
            await self._until_it_may()
            try:
                return await server.ask(question)
            except Again as again:
                costly += again.costly
                # The server has worked for it, whatever came of it.
                self._lost += question.worst if again.costly else 0
                told = f"{server.name} {again}"
                if not again.reachable and number == settings.tries:
                    raise ReaderError(told) from None
                if number == settings.tries or costly == _COSTLY:
                    raise UnansweredError(told) from None
                if again.costly and settings.budget is not None and self._at_worst > settings.budget:
                    raise self._over(settings.budget) from None
                wait = settings.pause * 2 ** (number - 1) if again.wait is None else again.wait
            # A server that wants rest is asked nothing else meanwhile either.
            self._not_before = max(self._not_before, asyncio.get_running_loop().time() + wait)
        raise AssertionError("the last try returns or raises")

    async def _until_it_may(self) -> None:
        loop = asyncio.get_running_loop()
        while (left := self._not_before - loop.time()) > 0:
            await asyncio.sleep(left)
        if self._stopped is not None:
            raise self._stopped
