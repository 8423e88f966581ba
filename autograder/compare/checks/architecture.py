"""A network's architecture against the reference's: its chain of layers, units, activations, input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograder.compare.checks.base import Check, CheckOfParts, Context
from autograder.compare.networks.network import Layer, Network, NetworkError
from autograder.compare.networks.reading import read_network
from autograder.compare.result import Finding, Outcome

PARTS = ("layers", "units", "activations", "input")
#: What a layer's share earns that is right but for something that nobody asked for.
_SHARE_OF_UNASKED = 0.5


@dataclass(frozen=True, kw_only=True)
class Architecture(CheckOfParts):
    """A model has the reference's architecture, however it was written.

    `parts` are what is compared: "layers" (their number, kinds and settings), "units" and
    "activations" (of the Dense layers, in order), "input" (its shape). Several checks of one record
    can give each part a share of its own. Layers of the kinds in `ignore` ("Dropout") are free.
    With `reveal`, a wrong answer is told what is asked for.
    """

    parts: tuple[str, ...] = PARTS
    ignore: tuple[str, ...] = ()
    reveal: bool = False

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        right = read_network(reference)
        try:
            mine = read_network(answer)
        except NetworkError as error:
            return Finding(Outcome.TYPE, str(error))
        compare = {"layers": _layers, "units": _units, "activations": _activations, "input": _input}
        for part in PARTS:
            if part in self.parts:
                finding = compare[part](self._free(mine), self._free(right))
                if finding:
                    return self._revealed(finding, right)
        return Finding.right()

    def _free(self, network: Network) -> Network:
        return Network(network.input_shape, tuple(x for x in network.layers if x.kind not in self.ignore))

    def _revealed(self, finding: Finding, right: Network) -> Finding:
        if not self.reveal:
            return finding
        chain = " → ".join(map(str, right.layers))
        return Finding(finding.outcome, f"{finding.message} Asked for: input {right.input_shape}, {chain}.")


@dataclass(frozen=True, kw_only=True)
class Fresh(Check):
    """A function gives a new network at each call, not compiled where the reference's is not.

    Its record must be taken with `again=True`.
    """

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        if not isinstance(answer, dict) or "again" not in answer:
            return Finding(Outcome.TYPE, "What was recorded is not a model.")
        if answer["again"] == "same":
            return Finding(
                Outcome.VALUE,
                "It returns the same network each time: make the network inside the function, so that each call "
                "makes a new one.",
            )
        if answer["again"] != "new":
            says = "The networks of two calls share layers: make the layers inside the function, too."
            return Finding(Outcome.VALUE, says)
        if reference["compile"] is None and answer.get("compile") is not None:
            return Finding(Outcome.VALUE, "The network is compiled already, which is not asked for here.")
        return Finding.right()


def _layers(mine: Network, right: Network) -> Finding | None:
    if len(mine.layers) != len(right.layers):
        chain = " → ".join(map(str, mine.layers)) or "no layer at all"
        n = len(mine.layers)
        return Finding(
            Outcome.SHAPE,
            f"The network has {n} layer{'' if n == 1 else 's'} ({chain}), which is not the number asked for. "
            "(The input does not count, and an activation counts with its layer.)",
        )
    for place, (layer, other) in enumerate(zip(mine.layers, right.layers, strict=True), start=1):
        if layer.kind != other.kind:
            kind = layer.kind if layer.kind != "Activation" else f"the activation {layer.activation}"
            return Finding(
                Outcome.TYPE, f"Layer {place} is {kind}, which is not the kind of layer asked for."
            )
        if other.kind == "Dense" and layer.settings != other.settings:
            with_bias = "with" if layer.settings["use_bias"] else "without"
            return Finding(Outcome.VALUE, f"Layer {place} is {with_bias} a bias, which was not asked for.")
        for key, says in layer.unasked.items():
            if key not in other.unasked:
                return Finding(
                    Outcome.VALUE,
                    f"Layer {place} ({layer}) is not as Keras makes it: {says}.",
                    _SHARE_OF_UNASKED,
                )
        for key in other.settings:
            if not _same_setting(layer.settings.get(key), other.settings[key]):
                mine_is = f"Layer {place} ({layer}): {key} is {layer.settings.get(key)!r}"
                return Finding(Outcome.VALUE, f"{mine_is}, which is not what is asked for.")
    return None


def _same_setting(mine: Any, right: Any) -> bool:
    if isinstance(mine, (int, float)) and isinstance(right, (int, float)):
        return isinstance(mine, bool) == isinstance(right, bool) and abs(mine - right) <= 1e-6 * abs(right)
    return mine == right


def _units(mine: Network, right: Network) -> Finding | None:
    """The units of the Dense layers, in order."""
    ours, theirs = _numbered(mine, "Dense"), _numbered(right, "Dense")
    if len(ours) != len(theirs):
        return _not_one_by_one(mine)
    for (place, layer), (_, other) in zip(ours, theirs, strict=True):
        if layer.units != other.units:
            has = f"{layer.units} unit{'' if layer.units == 1 else 's'}"
            return Finding(Outcome.SHAPE, f"Layer {place}: it has {has}, which is not the number asked for.")
    return None


def _activations(mine: Network, right: Network) -> Finding | None:
    """The activations in the order of computation, wherever they stand."""
    ours, theirs = _numbered(mine, "Dense", "Activation"), _numbered(right, "Dense", "Activation")
    if len(ours) != len(theirs):
        return _not_one_by_one(mine)
    for (place, layer), (_, other) in zip(ours, theirs, strict=True):
        if layer.activation != other.activation:
            if layer.activation == "linear":
                return Finding(Outcome.VALUE, f"Layer {place}: it has no activation, but one is asked for.")
            which = f"Layer {place}: the activation is {layer.activation}"
            return Finding(Outcome.VALUE, f"{which}, which is not the one asked for.")
    return None


def _numbered(network: Network, *kinds: str) -> list[tuple[int, Layer]]:
    """The layers of these kinds, with their places counted from 1."""
    return [(place, layer) for place, layer in enumerate(network.layers, start=1) if layer.kind in kinds]


def _not_one_by_one(mine: Network) -> Finding:
    chain = " → ".join(map(str, mine.layers)) or "empty"
    return Finding(Outcome.SHAPE, f"The number of layers is not the one asked for: the network is {chain}.")


def _input(mine: Network, right: Network) -> Finding | None:
    if mine.input_shape is None:
        return Finding(
            Outcome.MISSING,
            "The network does not know the shape of its input, so it has no weights yet: begin it with "
            "keras.Input(shape=…).",
        )
    if mine.input_shape != right.input_shape:
        return Finding(
            Outcome.SHAPE,
            f"The network takes examples of shape {mine.input_shape}, which is not the shape of the data.",
        )
    return None
