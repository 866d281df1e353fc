"""Whether this processor adds up products of int8 as they are.

Older ones (x86-64 without VNNI) add pairs of them in 16 bits, and cut off what does not fit there; a model that is
rounded to eight bits then reads otherwise than elsewhere, and worse. The library can do without those instructions
where it is told to (`session.x64quantprecision`), which costs other processors two thirds of their speed. So the
processor is asked to multiply a matrix whose product is known: `probe.onnx` in the package's data, made by
`python -m training.probe`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import onnxruntime

from ..errors import DamagedError, ModelError
from ..sums import packaged

__all__ = ["DEPTH", "adds_exactly", "exact"]

PROBE = "probe.onnx"
DEPTH, LARGEST, WEIGHT = 64, 255, 127
"""The probe multiplies [N, DEPTH] with weights that are all WEIGHT; its sums are largest where all is LARGEST."""


@lru_cache(maxsize=1)
def adds_exactly() -> bool:
    """Whether the largest sum comes out as it should. Raises ModelError where the probe is another file."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        weights = packaged(PROBE)
    except (DamagedError, OSError) as error:
        raise ModelError(f"the trial of this processor cannot be made: {error}") from error
    probe = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
    (found,) = probe.run(None, {"given": np.full((2, DEPTH), LARGEST, np.uint8)})
    return bool((found == DEPTH * LARGEST * WEIGHT).all())


def exact(options: onnxruntime.SessionOptions) -> onnxruntime.SessionOptions:
    """These options, with what makes sums exact where they are not."""
    if not adds_exactly():
        options.add_session_config_entry("session.x64quantprecision", "1")
    return options
