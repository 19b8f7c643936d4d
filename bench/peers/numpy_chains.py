"""Chains to collapse with numpy: argument "binomial" or "multinomial".

Only T is wanted, so a chain is its multiset of counts: sorted now and then, largest first, so that the zeros come last
and are cut off. Chains that have collapsed are taken out at once.
"""

import sys

from protocol import serve, skip


def by_binomials(xp, rng, n, s, chains, cap, clock):
    """Conditional binomials, vectorised over chains: counts[category, chain]."""
    counts = xp.full((s, chains), 1)
    total = s
    generations = 0
    for m in range(1, cap + 1):
        left = xp.full(counts.shape[1], n)
        rest = xp.full(counts.shape[1], total)
        drawn = xp.empty_like(counts)
        for j in range(len(counts) - 1):
            drawn[j] = rng.binomial(left, counts[j] / xp.maximum(rest, 1))
            left -= drawn[j]
            rest -= counts[j]
        drawn[-1] = left
        counts, total = drawn, n
        generations += counts.shape[1]
        if sorting_pays(m):
            counts = -xp.sort(-counts, axis=0)
            counts = counts[: int((counts > 0).any(axis=1).sum())]
        going = (counts < n).all(axis=0)
        if not going.all():
            counts = counts[:, going]
        if counts.shape[1] == 0:
            return generations, True
        if clock.is_up():
            return generations, m == cap
    return generations, True


def by_multinomials(xp, rng, n, s, chains, cap, clock):
    """Generator.multinomial over all chains at once, whose loop over categories is in C: counts[chain, category]."""
    counts = xp.full((chains, s), 1)
    total = s
    generations = 0
    for m in range(1, cap + 1):
        counts = rng.multinomial(n, counts / total)
        total = n
        generations += len(counts)
        if sorting_pays(m):
            counts = -xp.sort(-counts, axis=1)
            counts = counts[:, : int((counts > 0).any(axis=0).sum())]
        going = (counts < n).all(axis=1)
        if not going.all():
            counts = counts[going]
        if len(counts) == 0:
            return generations, True
        if clock.is_up():
            return generations, m == cap
    return generations, True


def sorting_pays(m):
    """Live categories fall as 2n/m: look again whenever m has grown by about an eighth."""
    return m % (1 + m // 8) == 0


if __name__ == "__main__":
    try:
        import numpy
    except ImportError:
        skip("numpy is not installed")
    method = {"binomial": by_binomials, "multinomial": by_multinomials}[sys.argv[1]]
    serve(
        f"numpy {numpy.__version__} Generator.{sys.argv[1]}",
        lambda n, s, chains, cap, clock, seed: method(
            numpy, numpy.random.default_rng(seed), n, s, chains, cap, clock
        ),
    )
