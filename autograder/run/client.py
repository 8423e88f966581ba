"""A client for a kernel that is not trusted: what the kernel sends is counted as it arrives; too much ends it."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping
from queue import Empty
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete
from nbformat import NotebookNode
from zmq.utils.monitor import recv_monitor_message

from autograder.run import messages
from autograder.run.limits import Ending

#: Where the recorder puts a record: under this key of a display's metadata.
RECORD_KEY = "training_lab_record"
#: One message larger than this is not read: its sender is cut off. A record may have 32 MiB.
_LARGEST_MESSAGE = 40 << 20
#: By so much this process may grow in a run: a message has any number of parts, each under its limit.
_MOST_GROWTH = 384 << 20
#: Milliseconds between tries to reach a kernel that has not bound its sockets yet.
_CONNECT_AGAIN = 10
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0
#: Milliseconds in which ZeroMQ says that it tries a lost connection again.
_TRIED_AGAIN = 500


class _Channel(AsyncZMQSocketChannel):
    """Hands on only what a kernel sends. `client` is told of the rest, and of every byte, once a notebook runs."""

    client: CountedClient | None = None

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        # Where messages wait already, zmq.asyncio does not give way, and a flood would keep the watch from its turn.
        await asyncio.sleep(0)
        try:
            message = await super().get_msg(timeout)
            messages.check(message)
        except (Empty, zmq.ZMQError, MemoryError):
            raise
        except Exception as error:  # whatever Jupyter's own reader makes of what no kernel sends
            if self.client is None:
                raise RuntimeError("it did not speak as a kernel does") from error
            why = str(error) if isinstance(error, messages.Malformed) else "it cannot be read"
            self.client.cut_off(Ending.MALFORMED, f"it sent a message that no kernel sends ({why})")
        if self.client is None:
            return message
        if self.client.cut is None:
            self.client.count_output(message)
        if self.client.cut is not None:
            await (
                asyncio.Future()
            )  # until nobody waits for this message any more: nothing of the kernel's is read
        return message

    async def _recv(self, **options: Any) -> dict[str, Any]:
        parts = await self.socket.recv_multipart(**options)
        if self.client is not None:
            self.client.count_bytes(sum(map(len, parts)))
        return self.session.deserialize(self.session.feed_identities(parts)[1])


class _KernelClient(AsyncKernelClient):
    iopub_channel_class = shell_channel_class = stdin_channel_class = control_channel_class = _Channel

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel has answered on the shell channel and been heard on IOPub.

        jupyter_client's own takes any silence of 0.2 s on IOPub for readiness, which costs as much for each
        notebook. Raises RuntimeError where the kernel dies, or `timeout` seconds have passed.
        """
        limit = 180.0 if timeout is None else timeout
        until = time.monotonic() + limit
        requests = {self.kernel_info()}
        for channel, seconds in ((self.shell_channel, 0.2), (self.iopub_channel, 0.1)):
            while not await self._heard(channel, requests, seconds):
                if not await self.is_alive():
                    raise RuntimeError("the kernel died before it was ready")
                if time.monotonic() > until:
                    raise RuntimeError(f"the kernel was not ready after {limit:g} s")
                if channel is self.iopub_channel:
                    # What was published before the subscription arrived is lost: asked again, it is published again.
                    requests.add(self.kernel_info())

    async def _heard(self, channel: _Channel, requests: set[str], seconds: float) -> bool:
        """Whether a message about one of these requests comes within so many seconds of the last."""
        try:
            while (await channel.get_msg(timeout=seconds))["parent_header"].get("msg_id") not in requests:
                pass
        except Empty:
            return False
        return True


class CountedKernelManager(AsyncKernelManager):
    """A kernel manager whose clients read no message that is too large. `close` it at the end."""

    def __init__(self, **traits: Any) -> None:
        context = zmq.asyncio.Context()
        context.setsockopt(zmq.MAXMSGSIZE, _LARGEST_MESSAGE)
        context.setsockopt(zmq.RECONNECT_IVL, _CONNECT_AGAIN)
        super().__init__(context=context, client_factory=_KernelClient, **traits)

    def client(self, **traits: Any) -> AsyncKernelClient:
        # jupyter_client gives a client a context of its own, with ZeroMQ's defaults.
        return super().client(context=self.context, **traits)

    def close(self) -> None:
        """Close every socket."""
        self.context.destroy(linger=0)


class CountedClient(NotebookClient):
    """nbclient, but it counts what arrives, ends a kernel that sends too much, and makes the outputs itself.

    Then `cut` says what was wrong, and an execution returns or raises DeadKernelError, whichever comes first.
    """

    cut: tuple[Ending, str] | None = None

    def __init__(self, notebook: NotebookNode, *, output_bytes: int, outputs: int, **traits: Any) -> None:
        super().__init__(notebook, **traits)
        self._left_bytes = output_bytes
        self._left_outputs = outputs
        #: What the recorder sent, as it arrived, each with the cell that was running.
        self.records: list[tuple[NotebookNode, Any]] = []
        self._outputs = messages.Outputs()
        self._tasks: list[asyncio.Future[None]] = []

    async def async_execute_cell(self, cell: NotebookNode, *arguments: Any, **more: Any) -> NotebookNode:
        self._outputs.begin()
        return await super().async_execute_cell(cell, *arguments, **more)

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> None:
        """What nbclient does with a message of this cell's. Its own trusts what the message says."""
        metadata = msg["content"].get("metadata")
        if isinstance(metadata, dict) and RECORD_KEY in metadata:
            # No output: nothing that a cell does with its outputs (clear_output, above all) takes it away.
            self.records.append((cell, metadata[RECORD_KEY]))
            return
        self._outputs.add(msg, cell)
        if msg["msg_type"] == "status" and msg["content"]["execution_state"] == "idle":
            raise CellExecutionComplete()

    def count_bytes(self, size: int) -> None:
        """So many bytes have arrived, whatever they are."""
        self._left_bytes -= size
        if self._left_bytes < 0:
            self.cut_off(Ending.OUTPUT, "it sent more than may be shown (bytes)")

    def count_output(self, message: Mapping[str, Any]) -> None:
        """A message has arrived, for whatever cell."""
        self._left_outputs -= message["msg_type"] not in messages.SILENT
        if self._left_outputs < 0:
            self.cut_off(Ending.OUTPUT, "it sent more than may be shown (outputs)")

    def cut_off(self, kind: Ending, reason: str) -> None:
        """End the kernel, and whatever waits for it."""
        if self.cut is None:
            self.cut = (kind, reason)
            self._tasks.append(asyncio.ensure_future(self.km.provisioner.kill()))
            if self.task_poll_for_reply is not None:
                self.task_poll_for_reply.cancel()  # as nbclient does when a kernel has died

    def watch(self) -> None:
        """From now on a notebook runs: count what arrives, and look for what is too much before it is read."""
        self.kc.iopub_channel.client = self.kc.shell_channel.client = self
        self._tasks += [
            asyncio.ensure_future(self._watch_memory()),
            asyncio.ensure_future(self._watch_connection(self.kc.iopub_channel.socket)),
            asyncio.ensure_future(self._watch_connection(self.kc.shell_channel.socket)),
        ]

    async def stop_watching(self) -> None:
        """End what `watch` began."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _watch_memory(self) -> None:
        """Cut a kernel off that makes this process grow, by messages that nobody has read yet."""
        before = _resident()
        while _resident() - before <= _MOST_GROWTH:
            await asyncio.sleep(0.02)
        self.cut_off(Ending.OUTPUT, "it sent more than the grader can hold")

    async def _watch_connection(self, channel: zmq.asyncio.Socket) -> None:
        """Cut a kernel off whose message was too large: ZeroMQ drops it, and the connection with it, in silence.

        A connection that the other side closed is tried again, which ZeroMQ tells at once; this one is not.
        """
        monitor = channel.get_monitor_socket(zmq.EVENT_DISCONNECTED | zmq.EVENT_CONNECT_RETRIED)
        try:
            event = None
            while event != zmq.EVENT_DISCONNECTED or await monitor.poll(_TRIED_AGAIN):
                event = (await recv_monitor_message(monitor))["event"]
        finally:
            channel.disable_monitor()
            monitor.close()
        self.cut_off(Ending.OUTPUT, "it sent one message that is larger than the grader reads")


def _resident() -> int:
    """Bytes of memory that this process takes; 0 where there is no /proc."""
    try:
        # Fifty times a second: no file object, no path.
        opened = os.open("/proc/self/statm", os.O_RDONLY)
        try:
            return int(os.read(opened, 100).split()[1]) * _PAGE
        finally:
            os.close(opened)
    except OSError:
        return 0
