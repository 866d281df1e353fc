"""The folded CRF against the sum over all paths. Needs the `train` extra."""

from itertools import pairwise, product

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: the train extra is needed to test training")

from training.crf import negative_log_likelihood  # noqa: E402


@pytest.mark.parametrize(("first", "end"), [(0, 4), (1, 4), (0, 3), (2, 3)])
def test_as_the_sum_over_all_paths(first: int, end: int) -> None:
    torch.manual_seed(first + 10 * end)
    scores, moves = torch.randn(1, 4, 3), torch.randn(3, 3)
    mask = torch.zeros(1, 4, dtype=torch.long)
    mask[0, first:end] = 1
    tags = torch.tensor([[1, 2, 0, 1]])

    def worth(path: tuple[int, ...]) -> float:
        emitted = sum(scores[0, first + n, t] for n, t in enumerate(path))
        return float(emitted + sum(moves[a, b] for a, b in pairwise(path)))

    everything = torch.logsumexp(torch.tensor([worth(p) for p in product(range(3), repeat=end - first)]), 0)
    expected = float(everything) - worth(tuple(tags[0, first:end].tolist()))
    assert float(negative_log_likelihood(scores, tags, mask, moves)) == pytest.approx(expected, abs=1e-4)
