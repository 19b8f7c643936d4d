"""numpy_chains.py's binomials with CuPy, on an NVIDIA GPU."""

import time

from numpy_chains import by_binomials
from protocol import serve, skip

try:
    import cupy

    cupy.cuda.runtime.getDeviceCount()
except Exception as error:
    skip(f"cupy: {error}")


def run(n, s, chains, cap, clock, seed):
    done = by_binomials(cupy, cupy.random.default_rng(seed), n, s, chains, cap, clock)
    cupy.cuda.Stream.null.synchronize()
    return done


gpu = cupy.cuda.runtime.getDeviceProperties(0)["name"].decode()
serve(f"CuPy {cupy.__version__} on {gpu}", run, time.perf_counter)
