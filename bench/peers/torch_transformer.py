"""nanoGPT's model and its generate() in PyTorch: torch_transformer.py one | all | cuda [tf32 | bfloat16].

A question is "training|sampling context width layers heads batch seconds"; an answer is "tokens seconds". Training is
AdamW with clipping; sampling runs the whole window again for every token, as nanoGPT does. bfloat16 is autocast with
torch.compile. Seconds are the process's own on one thread, of the wall elsewhere.
"""

import math
import os
import sys
import time

from protocol import skip

try:
    import torch
    from torch import nn
    from torch.nn import functional as F
except ImportError:
    skip("PyTorch is not installed")

how = sys.argv[1]
precision = sys.argv[2] if len(sys.argv) > 2 else "float32"
device = "cuda" if how == "cuda" else "cpu"
if device == "cuda" and not torch.cuda.is_available():
    skip("PyTorch finds no NVIDIA GPU")

VOCABULARY = 65


class Norm(nn.Module):
    """A layer norm without bias."""

    def __init__(self, width):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return F.layer_norm(x, self.gain.shape, self.gain)


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = Norm(width), Norm(width)
        self.attention = nn.Linear(width, 3 * width, bias=False)
        self.projection = nn.Linear(width, width, bias=False)
        self.up = nn.Linear(width, 4 * width, bias=False)
        self.down = nn.Linear(4 * width, width, bias=False)

    def attend(self, x):
        batch, length, width = x.shape
        parts = self.attention(x).split(width, 2)
        q, k, v = (part.view(batch, length, self.heads, -1).transpose(1, 2) for part in parts)
        if hasattr(F, "scaled_dot_product_attention"):
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            scores = q @ k.transpose(2, 3) / math.sqrt(q.shape[3])
            later = torch.ones(length, length, dtype=torch.bool, device=x.device).triu(1)
            y = scores.masked_fill(later, -math.inf).softmax(3) @ v
        return self.projection(y.transpose(1, 2).reshape(batch, length, width))

    def forward(self, x):
        x = x + self.attend(self.norm1(x))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class Gpt(nn.Module):
    def __init__(self, context, width, layers, heads):
        super().__init__()
        self.tokens = nn.Embedding(VOCABULARY, width)
        self.positions = nn.Embedding(context, width)
        self.blocks = nn.Sequential(*(Block(width, heads) for _ in range(layers)))
        self.norm = Norm(width)
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.normal_(parameter, std=0.02)

    def forward(self, tokens):
        x = self.tokens(tokens) + self.positions.weight[: tokens.shape[1]]
        return self.norm(self.blocks(x))

    def loss(self, windows):
        logits = F.linear(self(windows[:, :-1]), self.tokens.weight)
        return F.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten())

    def last_law(self, tokens):
        return F.linear(self(tokens)[:, -1], self.tokens.weight).float().softmax(1)


def autocast():
    return torch.autocast(device, torch.bfloat16, enabled=precision == "bfloat16")


def opened(context, width, layers, heads):
    torch.manual_seed(1)
    model = Gpt(context, width, layers, heads).to(device)
    optimiser = torch.optim.AdamW(model.parameters(), 1e-3, (0.9, 0.99), weight_decay=0.1)
    compiled = torch.compile(model.loss) if precision == "bfloat16" else model.loss
    return model, compiled, optimiser


def train(model, loss_of, optimiser, windows):
    with autocast():
        loss = loss_of(windows)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    return windows[:, 1:].numel()


@torch.no_grad()
def sample(model, context, streams):
    tokens = torch.zeros((streams, 1), dtype=torch.long, device=device)
    for _ in range(context):
        with autocast():
            law = model.last_law(tokens[:, -context:])
        tokens = torch.cat((tokens, torch.multinomial(law, 1)), 1)
    return streams * context


def finish():
    if device == "cuda":
        torch.cuda.synchronize()


if how != "cuda":
    torch.set_num_threads(1 if how == "one" else os.cpu_count())
if precision == "tf32":
    torch.set_float32_matmul_precision("high")
now = time.process_time if how == "one" else time.perf_counter
where = {"one": "CPU, one thread", "all": f"CPU, {torch.get_num_threads()} threads"}.get(how)
where = where or f"{torch.cuda.get_device_name()}, {precision}{', compiled' if precision == 'bfloat16' else ''}"
print("ready", f"PyTorch {torch.__version__}, {where}", flush=True)

last = None
for line in sys.stdin:
    task, *words = line.split()
    *shape, seconds = words
    context, width, layers, heads, batch = (int(word) for word in shape)
    if last != (task, shape):
        last = (task, shape)
        model, loss_of, optimiser = opened(context, width, layers, heads)
        windows = torch.randint(VOCABULARY, (batch, context + 1), device=device)
        for _ in range(3):
            train(model, loss_of, optimiser, windows) if task == "training" else sample(model, 2, batch)
        finish()
    began = now()
    done = 0
    count = 1
    while True:
        for _ in range(count):
            done += train(model, loss_of, optimiser, windows) if task == "training" else sample(model, context, batch)
        finish()
        took = now() - began
        if took >= float(seconds):
            break
        count = max(1, min(64, int((float(seconds) - took) / took * done / (batch * context))))
    print(done, took, flush=True)
