"""An exported model, back as a network: where a run's checkpoints are gone, training goes on from what was shipped.

Weights that were rounded to int8 come back as the rounded values; a few hundred steps mend what that cost. Heads
that the exported model did not have begin anew.
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from .network import PAIR_SCALE, EncoderSize, Mix, Newsreader

# How the exporter, the quantizer and what makes a graph ready beforehand end the name of a matrix product's node.
_ENDINGS = (
    "MatMul", "MatMul_quant", "MatMul/MatMulScaleFusion/", "Gemm", "Gemm_MatMul", "Gemm_MatMul_quant",
    "Gemm_MatMul/MatMulAddFusion", "", "_quant",
)  # fmt: skip

# What is added to the names of weights where a graph is made ready on a processor without instructions for int8.
_UNSIGNED = "_s8_2_u8"


def encoder_of(folder: Path) -> EncoderSize:
    """How large the encoder of an exported model is; older ones do not say, and are the small one."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    pieces = (folder / "vocabulary.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    return EncoderSize(**config["encoder"]) if "encoder" in config else EncoderSize(len(pieces))


def thaw(folder: Path, network: Newsreader) -> list[str]:
    """Copy the weights of the model in `folder` into `network`; the names of parameters that it did not have.

    Raises ValueError where a weight is of another shape: other labels, another vocabulary or another encoder.
    """
    graph = onnx.load(str(folder / "model.onnx")).graph
    constants = {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()) for i in graph.initializer}
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    by_node = {n.name: [str(i) for i in n.input] for n in graph.node}
    found: dict[str, Tensor] = {}
    for name, module in network.named_modules():
        if isinstance(module, nn.Linear):
            weight = _product(name, by_node, constants)
            if weight is not None:
                found[f"{name}.weight"] = weight.T
        elif isinstance(module, nn.Embedding):
            weight = _plain(f"network.{name}.weight", constants)
            if weight is not None:
                found[f"{name}.weight"] = weight
        elif isinstance(module, Mix) and f"/{name}/Mul" in by_node:
            found[f"{name}.weights"] = torch.cat(_shares(name, by_node, constants)).log()
    for name, parameter in network.named_parameters():
        value = constants.get(f"network.{name}")
        if name not in found and value is not None and value.shape == parameter.shape:
            found[name] = value
    # The labels' own product is folded into one constant (see `Newsreader.labels`).
    folded = _product("MatMul_1", by_node, constants, node="/MatMul_1")
    if folded is not None:
        r = network.size.relation
        found["label"] = folded.view(r, -1, r).permute(1, 0, 2)
    found["crf"] = torch.tensor(config["transitions"])
    for of, tables in (("pair", "pairs"), ("deed", "deeds")):
        for name, table in config.get(tables, {}).items():
            found[f"{of}_{name}"] = torch.tensor(table) / PAIR_SCALE
    missing = []
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if name not in found:
                missing.append(name)
            elif found[name].shape != parameter.shape:
                raise ValueError(f"{name}: {tuple(found[name].shape)} in {folder}, not {tuple(parameter.shape)}")
            else:
                parameter.copy_(found[name])
    return missing


def _shares(name: str, by_node: dict[str, list[str]], constants: dict[str, Tensor]) -> list[Tensor]:
    """What each layer counts in a mix: the first by itself, the others together or, where the graph was made ready
    beforehand, each by itself too."""
    places = [f"/{name}/Mul", f"/{name}/Split", *(f"/{name}/Mul_{n}" for n in range(1, len(by_node)))]
    return [
        constants[i].view(-1)
        for place in itertools.takewhile(lambda p: p in by_node or p.endswith("Split"), places)
        for i in by_node.get(place, ())
        if i in constants and constants[i].is_floating_point()
    ]


def _plain(name: str, constants: dict[str, Tensor]) -> Tensor | None:
    """A constant by its name, rounded or not. Scales are one for all, or one a column."""
    if name in constants:
        return constants[name]
    for ending in ("", _UNSIGNED):
        if f"{name}_quantized{ending}" in constants:
            values, zero = constants[f"{name}_quantized{ending}"], constants[f"{name}_zero_point{ending}"]
            return (values.float() - zero.float()) * constants[f"{name}_scale"]
    return None


def _product(
    name: str, by_node: dict[str, list[str]], constants: dict[str, Tensor], node: str | None = None
) -> Tensor | None:
    """The constant of a matrix product, as [in, out]."""
    place = node or f"/{_path(name)}/"
    for ending in _ENDINGS:
        for given in by_node.get(f"{place}{ending}", ()):
            value = _plain(given.removesuffix(_UNSIGNED).removesuffix("_quantized"), constants)
            if value is not None and value.dim() == 2:
                return value.T if ending == "Gemm" else value * _shrink(place, by_node, constants)
    return None


def _shrink(place: str, by_node: dict[str, list[str]], constants: dict[str, Tensor]) -> Tensor:
    """By how much what goes into a product was made smaller before it (see `rounding`): [in, 1], or 1."""
    found = (constants[i] for i in by_node.get(f"{place}Mul", ()) if i in constants)
    return next((one.view(-1, 1) for one in found if one.dim() == 1), torch.ones(1))


def _path(name: str) -> str:
    """A path as the exporter writes it: "layers.0" is one step, and a part of a sequence repeats its name."""
    steps: list[str] = []
    for part in name.split("."):
        if part.isdigit() and steps:
            stem = steps[-1]
            steps[-1:] = [f"{stem}.{part}"] if stem.endswith("layers") else [stem, f"{stem}.{part}"]
        else:
            steps.append(part)
    return "/".join(steps)
