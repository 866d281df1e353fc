"""Connections that cannot be held for ever: who never finishes asking, or never takes the answer, is let go of.

uvicorn bounds how long a connection may idle between two requests, and how large the head of a request may be. It does
not bound how long that head, or the reading of an answer, may take: a few hundred clients that do either a byte at a
time would keep everybody else out.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["Bounded"]


class Bounded(H11Protocol):
    """One connection, over uvicorn's own. A class for `uvicorn.Config(http=…)`."""

    ASKING = 15.0
    """Seconds for a request's head, from the connection or from the last answer on."""

    TAKING = 30.0
    """Seconds in which who is sent more than fits the buffers must have taken some of it."""

    _clock: asyncio.TimerHandle | None = None
    _stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wind()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            # From here on it is the application that says how long it waits for what (`security.posted`).
            self._stop()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        # What was sent along with the last request may have begun the next one.
        if self.cycle.response_complete and not self.transport.is_closing():
            self._wind()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stuck = self._stuck or self.loop.call_later(self.TAKING, self.transport.abort)

    def resume_writing(self) -> None:
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = None
        super().resume_writing()

    def _wind(self) -> None:
        self._stop()
        self._clock = self.loop.call_later(self.ASKING, self._late)

    def _stop(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _late(self) -> None:
        # Closing waits for what is still to be sent; that has an end too.
        self.transport.close()
        self._clock = self.loop.call_later(self.TAKING, self.transport.abort)
