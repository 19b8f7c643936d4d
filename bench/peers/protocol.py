"""What every Python peer speaks: "ready NAME" or "skip WHY" once, then an answer a line.

A question is "n s chains cap seconds seed" (cap 0: until every chain has collapsed); an answer is "seconds
chain-generations finished", finished 0 where the time ran out before the work was done. Seconds are of the process's
one core, so that what else runs on the machine counts little; of the wall where a GPU works.
"""

import sys
import time


class Clock:
    """Times one piece of work, and says when its time is up."""

    def __init__(self, limit, now):
        self.now = now
        self.began = now()
        self.limit = limit

    def seconds(self):
        return self.now() - self.began

    def is_up(self):
        return self.seconds() > self.limit


def serve(name, run, now=time.process_time):
    """run(n, s, chains, cap, clock, seed) returns (chain-generations, finished)."""
    print("ready", name, flush=True)
    for line in sys.stdin:
        n, s, chains, cap, limit, seed = (float(word) for word in line.split())
        clock = Clock(limit, now)
        generations, finished = run(int(n), int(s), int(chains), int(cap) or 2**31, clock, int(seed))
        print(clock.seconds(), generations, int(finished), flush=True)


def skip(why):
    print("skip", why, flush=True)
    sys.exit()
