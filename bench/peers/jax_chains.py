"""Chains to collapse with JAX on an NVIDIA GPU: conditional binomials, scanned over categories and compiled.

A shape is compiled once, outside the time; the chains and categories left are cut back to powers of two.
"""

import time

from numpy_chains import sorting_pays
from protocol import serve, skip

try:
    import jax
    import jax.numpy as jnp

    if jax.default_backend() != "gpu":
        skip("JAX finds no GPU")
except ImportError:
    skip("JAX is not installed")


@jax.jit
def generation(key, counts, n):
    """One generation of counts[category, chain]."""

    def category(carry, at):
        left, rest = carry
        count, key = at
        drawn = jax.random.binomial(key, left, jnp.minimum(1, count / jnp.maximum(rest, 1)))
        # The last one that is live takes what is left.
        drawn = jnp.where(count >= rest, left, drawn)
        return (left - drawn, rest - count), drawn

    chains = counts.shape[1]
    keys = jax.random.split(key, len(counts))
    return jax.lax.scan(category, (jnp.full(chains, n), counts.sum(0)), (counts, keys))[1]


@jax.jit
def sort(counts):
    return -jnp.sort(-counts, axis=0)


def chains_to_collapse(n, s, chains, cap, clock, seed):
    key = jax.random.key(seed)
    counts = jnp.ones((s, chains), jnp.float32)
    generations = 0
    for m in range(1, cap + 1):
        key, now = jax.random.split(key)
        counts = generation(now, counts, jnp.float32(n))
        going = (counts < n).all(0) & (counts.sum(0) > 0)
        live = int(going.sum())
        generations += live
        if live == 0:
            return generations, True
        if 2 * live <= counts.shape[1]:
            counts = counts[:, jnp.argsort(~going)[: power_of_two(live)]]
        if sorting_pays(m):
            counts = sort(counts)
            counts = counts[: power_of_two(int((counts > 0).any(1).sum()))]
        if clock.is_up():
            return generations, m == cap
    return generations, True


def power_of_two(value):
    return 1 << max(0, value - 1).bit_length()


compiled = set()


def run(n, s, chains, cap, clock, seed):
    if (n, s, chains, cap) not in compiled:
        chains_to_collapse(n, s, chains, cap, clock, seed)
        compiled.add((n, s, chains, cap))
        clock.began = clock.now()
    return chains_to_collapse(n, s, chains, cap, clock, seed)


serve(f"JAX {jax.__version__} on {jax.devices()[0].device_kind}", run, time.perf_counter)
