"""Each case in a process of its own, with a limit of time and one of memory."""

import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import wait

from doctor_programs.ask import Answer, silent
from doctor_programs.cases import Case


def work(case: Case, ask: Callable[[Case], Answer], memory: int, pipe) -> None:
    """Send an answer through the pipe; an exception is one, too."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    nowhere = os.open(os.devnull, os.O_WRONLY)  # readers' programs print
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        answer = ask(case)
    except BaseException as e:
        answer = silent(case)
        answer.said = f"{type(e).__name__}: {e}"[:300]
    pipe.send(answer)


def answers(
    cases: list[Case], ask: Callable[[Case], Answer], seconds: float, memory: int, jobs: int = 1
) -> Iterator[Answer]:
    """Yield an answer for each case, in the order in which they come, `jobs` at a time.

    A child that takes longer than `seconds`, or that dies, has given no answer.

    Parameters
    ----------
    ask
        What is called, in the child.
    seconds
        A child may live so long.
    memory
        Bytes of address space that a child may have.
    """
    context = multiprocessing.get_context("fork")
    waiting, running = list(cases)[::-1], {}
    while waiting or running:
        while waiting and len(running) < jobs:
            case = waiting.pop()
            mine, theirs = context.Pipe(duplex=False)
            child = context.Process(target=work, args=(case, ask, memory, theirs))
            child.start()
            theirs.close()
            running[mine] = case, child, time.monotonic() + seconds
        left = min(deadline for _, _, deadline in running.values()) - time.monotonic()
        ready = wait(list(running), timeout=max(left, 0))
        late = [pipe for pipe, (_, _, deadline) in running.items() if deadline < time.monotonic()]
        for pipe in {*ready, *late}:
            case, child, _ = running.pop(pipe)
            yield received(pipe, case, child, seconds)


def received(pipe, case: Case, child, seconds: float) -> Answer:
    """Return what came through the pipe, and see to it that the child is gone."""
    answer = silent(case)
    answer.said = f"no answer within {seconds:g} s"
    try:
        if pipe.poll():
            answer = pipe.recv()
    except EOFError:
        answer.said = "the process died"
    child.kill()
    child.join()
    pipe.close()
    return answer
