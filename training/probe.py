"""The matrix product by which a processor is tried: `probe.onnx`, see `reportedly/model/exact.py`.

python -m training.probe
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from reportedly.model.exact import DEPTH, WEIGHT
from reportedly.sums import resealed

from .seal import DATA

COLUMNS = 16


def probe() -> onnx.ModelProto:
    """[N, DEPTH] of uint8 → [N, COLUMNS] of int32, by weights of int8."""
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["given", "weights"], ["sums"])],
        "probe",
        [helper.make_tensor_value_info("given", TensorProto.UINT8, ["n", DEPTH])],
        [helper.make_tensor_value_info("sums", TensorProto.INT32, ["n", COLUMNS])],
        [numpy_helper.from_array(np.full((DEPTH, COLUMNS), WEIGHT, np.int8), "weights")],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(made)
    return made


def main() -> None:
    (DATA / "probe.onnx").write_bytes(probe().SerializeToString())
    resealed(DATA)


if __name__ == "__main__":
    main()
