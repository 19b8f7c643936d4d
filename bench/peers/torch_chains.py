"""Chains to collapse with PyTorch: arguments "binomial" or "multinomial", and "cpu" (one thread) or "cuda".

The same loops as in numpy_chains.py; torch.multinomial gives samples, which are counted by scatter_add.
"""

import sys
import time

from numpy_chains import sorting_pays
from protocol import serve, skip

try:
    import torch
except ImportError:
    skip("PyTorch is not installed")

method, device = sys.argv[1:3]
if device == "cuda" and not torch.cuda.is_available():
    skip("PyTorch finds no NVIDIA GPU")


def by_binomials(counts, n):
    """One generation of counts[category, chain]."""
    left = torch.full((counts.shape[1],), float(n), device=device)
    rest = counts.sum(0)
    drawn = torch.empty_like(counts)
    for j in range(len(counts) - 1):
        share = (counts[j] / rest.clamp(min=1)).clamp(max=1)
        drawn[j] = torch.binomial(left, share)
        left -= drawn[j]
        rest -= counts[j]
    drawn[-1] = left
    return drawn


def by_multinomials(counts, n):
    picks = torch.multinomial(counts.T, n, replacement=True)
    drawn = torch.zeros_like(counts.T)
    return drawn.scatter_add_(1, picks, torch.ones(picks.shape, device=device)).T


def run(n, s, chains, cap, clock, seed):
    torch.manual_seed(seed)
    draw = {"binomial": by_binomials, "multinomial": by_multinomials}[method]
    counts = torch.ones((s, chains), device=device)
    generations = 0
    for m in range(1, cap + 1):
        counts = draw(counts, n)
        generations += counts.shape[1]
        if sorting_pays(m):
            counts = counts.sort(dim=0, descending=True).values
            counts = counts[: int((counts > 0).any(1).sum())]
        going = (counts < n).all(0)
        if not bool(going.all()):
            counts = counts[:, going]
        if counts.shape[1] == 0:
            return generations, True
        if clock.is_up():
            return generations, m == cap
    return generations, True


where = "CPU, one thread" if device == "cpu" else torch.cuda.get_device_name()
torch.set_num_threads(1)
name = f"PyTorch {torch.__version__} torch.{method}, {where}"
serve(name, run, time.process_time if device == "cpu" else time.perf_counter)
