"""Many parts of cards in parallel: laid out by separate processes, one for each available processor."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from confman.documents.rendering.card_engine import laid_out_by
from confman.documents.rendering.card_loop import CardLayouters
from confman.documents.rendering.fonts import font_folders

# With fewer parts, a second process would render one or none. Starting one takes 0.04 s, so we do not start it while
# the badges are still being read.
MANY_PARTS = 4
PROCESSES = min(2, os.cpu_count() or 1)
# While all processes lay out, one more part is written for the first to be free.
THREADS = PROCESSES + 1


def render_together(render: Callable[[Any], bytes], parts: Iterable[Any]) -> Generator[bytes, None, None]:
    """Yield `render(part)` of each part, in order, several in parallel, writing few parts ahead.

    `render` is called in threads and writes what the layout reads; it must not query the database.
    """
    layouters = CardLayouters([str(folder) for folder in font_folders()], PROCESSES)

    def make(part: Any) -> bytes:
        with laid_out_by(layouters):
            return render(part)

    waiting: deque[Future[bytes]] = deque()
    try:
        with ThreadPoolExecutor(THREADS, thread_name_prefix="cards") as pool:
            for part in parts:
                waiting.append(pool.submit(make, part))
                if len(waiting) > THREADS:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
    finally:
        layouters.close()
