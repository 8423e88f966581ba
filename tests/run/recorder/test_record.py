"""The recorder: lazy, silent away from grading, plain data only, one record for each call."""

from __future__ import annotations

import functools
import json
import math
import os
import random
import subprocess
import sys
import textwrap
from decimal import Decimal
from fractions import Fraction

import nbclient
import nbformat
import numpy as np
import pytest
from jupyter_client.provisioning import KernelProvisionerFactory
from support import recording
from support.recording import function, payload, payloads, record, recorder

from autograder.compare import wire
from autograder.key import Raised


class Evil:
    """Everything that Python calls behind one's back goes wrong here."""

    def _boom(self, *_: object) -> None:
        raise AssertionError("called a method of a value to be recorded")

    __eq__ = __iter__ = __len__ = __bool__ = __str__ = __repr__ = __hash__ = __array__ = __getitem__ = _boom


def endless():
    while True:
        yield 1


def test_nothing_is_evaluated_away_from_grading(monkeypatch):
    evaluated = []
    for setting in (None, "", "0", "true"):
        monkeypatch.delenv("AUTOGRADER_RECORD", raising=False)
        if setting is not None:
            monkeypatch.setenv("AUTOGRADER_RECORD", setting)
        for kind in (recorder.value, recorder.model, recorder.function, recorder.figure):
            kind("x", lambda: evaluated.append(1))
    assert evaluated == []


def test_importing_it_loads_the_standard_library_only():
    code = "import sys; old = set(sys.modules); import _record; print('\\n'.join(set(sys.modules) - old))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=recording.KERNEL, text=True, capture_output=True, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded - set(sys.stdlib_module_names) == {"_record"}


def test_an_expression_is_evaluated_once():
    times = []
    for kind in ("value", "model", "function", "figure"):
        payload(kind, lambda kind=kind: times.append(kind))
    assert times == ["value", "model", "function", "figure"]


def test_a_record_says_name_kind_and_value_once():
    assert payloads(lambda: recorder.value("count", lambda: 7)) == [
        {"name": "count", "kind": "value", "value": 7}
    ]


@pytest.mark.parametrize(
    ("thing", "value"),
    [
        (np.int64(7), 7),
        (np.float32(0.5), 0.5),
        (np.bool_(True), True),
        (np.str_("a"), "a"),
        (range(3), [0, 1, 2]),
        ({"loss": 1}.keys(), ["loss"]),
        ({"loss": 1}.values(), [1]),
        ({np.int64(3): "x"}, {3: "x"}),
        (np.array(["a", "b"]), ["a", "b"]),
        (random.SystemRandom, Raised("NotRecorded", "a class that was not called: put () behind its name")),
        (Fraction(1, 4), 0.25),
        (Decimal("0.25"), 0.25),
        (Decimal("NaN"), math.nan),
        (np.longdouble(0.5), 0.5),
        ("half \ud800", "half ?"),
        (math.nan, math.nan),
    ],
    ids=repr,
)
def test_values_become_plain(thing, value):
    back = record("value", thing)
    assert back == value or (back != back and value != value)
    assert type(back) is type(value)


def test_subclasses_are_taken_for_what_they_are_based_on():
    class Count(int):
        def __index__(self):
            return 99

    class Word(str):
        def __str__(self):
            return "other"

    class Items(list):
        def __iter__(self):
            return iter([99])

    class Table(dict):
        def items(self):
            return [("other", 99)]

    assert record("value", Count(7)) == 7
    assert record("value", Word("word")) == "word"
    assert record("value", Items([1])) == [1]
    assert record("value", Table(a=1)) == {"a": 1}
    assert type(record("value", Word("word"))) is str


@pytest.mark.parametrize(
    "thing",
    [Evil(), endless(), {1, 2}, 1j, b"bytes", object(), len, np.array([None]), np.array([1j]), {1.5: 1}, {True: 1},
     np.array(["2020-01-01"], dtype="M8[D]"), [1, Evil()], {"a": endless()}, type, memoryview(b"a")],
    ids=lambda thing: type(thing).__name__,
)  # fmt: skip
def test_what_is_not_plain_is_refused_by_its_type(thing):
    raised = record("value", thing)
    assert isinstance(raised, Raised)
    assert raised.type in ("TypeError", "NotRecorded")


@pytest.mark.parametrize(
    ("thing", "says"),
    [
        (len, "put () behind its name"),
        (lambda: 1, "put () behind its name"),
        (np.zeros(3).mean, "put () behind its name"),
        (functools.partial(len), "put () behind its name"),
        (dict, "a class that was not called"),
        (endless(), "a value of type generator, which gives its values only once: put list(…) around it"),
        (map(int, "12"), "a value of type map, which"),
        ({1, 2}, "a set"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_was_forgotten_is_said(thing, says):
    raised = record("value", thing)
    assert raised.type == "NotRecorded" and says in raised.message


@pytest.mark.parametrize(
    "thing", [np.complex128(1 + 2j), np.datetime64("2020-01-01"), np.array([1j])], ids=repr
)
def test_no_part_of_a_number_is_taken_for_the_whole(thing):
    assert record("value", thing).type == "TypeError"


def test_a_masked_entry_is_no_number():
    back = record("value", np.ma.masked_array([1, 2], [False, True]))
    assert back[0] == 1 and np.isnan(back[1])


def test_what_is_too_large_or_too_deep_is_refused():
    cycle: list = []
    cycle.append(cycle)
    deep: list = []
    for _ in range(40):
        deep = [deep]
    for thing in (
        cycle,
        deep,
        np.zeros(2**23),
        [0] * 1_000_001,
        1 << 20_000,
        range(10**9),
        ["x" * 999_999] * 40,
        Fraction(10**400),
    ):
        raised = record("value", thing)
        assert isinstance(raised, Raised)
        assert raised.type == "ValueError"


def test_whatever_the_recorder_takes_the_grader_reads():
    deep: list = [1]
    for _ in range(recorder.MAX_DEPTH - 1):
        deep = [deep]
    for thing in (deep, np.zeros((3, 2**20 - 99)), 10**3900, [0] * 900_000):
        assert not isinstance(record("value", thing), Raised)


class Nasty(Exception):
    def __str__(self) -> str:
        raise ValueError


def _recursion():
    return _recursion()


@pytest.mark.parametrize(
    ("get", "type_", "message"),
    [
        (lambda: 1 / 0, "ZeroDivisionError", "division by zero"),
        (lambda: undefined, "NameError", "name 'undefined' is not defined"),  # noqa: F821
        (lambda: sys.exit(3), "SystemExit", "3"),
        (lambda: (_ for _ in ()).throw(Nasty()), "Nasty", ""),
        (_recursion, "RecursionError", "maximum recursion depth exceeded"),
        (lambda: (_ for _ in ()).throw(ValueError("x" * 99_999)), "ValueError", "x" * 2000),
    ],
    ids=["division", "name", "exit", "nasty", "recursion", "long"],
)
def test_an_exception_is_a_fact_and_the_next_record_follows(get, type_, message):
    for kind in ("value", "model", "function", "figure"):
        sent = payloads(lambda kind=kind: (getattr(recorder, kind)("a", get), recorder.value("b", lambda: 1)))
        assert [s["name"] for s in sent] == ["a", "b"]
        assert sent[0]["raised"] == [type_, message]
        assert sent[1]["value"] == 1


def test_an_interrupt_is_not_swallowed():
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        payload("value", interrupted)


def test_random_states_are_as_before():
    def draw():
        random.random()
        return np.random.rand(), random.random()

    random.seed(1)
    np.random.seed(1)
    expected = draw()
    random.seed(1)
    np.random.seed(1)
    payload("value", draw)
    payload("value", lambda: (draw(), 1 / 0))
    assert draw() == expected


def test_the_warning_filters_are_as_before():
    import warnings

    before = list(warnings.filters)
    payload("value", lambda: warnings.warn("unseen", stacklevel=1))
    assert list(warnings.filters) == before


# ---------------------------------------------------------------- functions


def test_a_function_is_called_once_for_each_probe_with_arguments_of_its_own(tmp_path, capsys):
    def double(x, n):
        print("noise")
        x *= n
        return x

    probe = (np.array([1.0, 2.0]), 2)
    first, second = function(double, (probe, probe), tmp_path)
    assert first["returned"].tolist() == [2.0, 4.0] == second["returned"].tolist()
    assert capsys.readouterr().out == ""


def test_each_call_of_a_function_may_raise_on_its_own(tmp_path):
    def picky(x):
        if x < 0:
            raise ValueError("negative")
        return Evil() if x == 0 else float(x)

    assert function(picky, ((-1,), (0,), (1,)), tmp_path) == [
        {"raised": ["ValueError", "negative"]},
        {"raised": ["TypeError", "a value of type Evil cannot be recorded"]},
        {"returned": 1.0},
    ]


def test_every_kind_of_plain_data_reaches_the_function(tmp_path):
    probe = (
        [1, (2.5, None)],
        {"a": math.inf, 3: np.array([[1, 2]], dtype="i2")},
        "é",
        np.array(1.5, dtype="f4"),
    )
    (result,) = function(lambda *args: args, (probe,), tmp_path)
    back = result["returned"]
    assert back[0] == [1, (2.5, None)]
    assert back[1]["a"] == math.inf
    assert back[1][3].dtype == np.dtype("i2")
    assert back[1][3].tolist() == [[1, 2]]
    assert back[2] == "é"
    assert back[3].shape == ()


def test_something_that_is_no_function_is_said_to_be_none(tmp_path):
    assert function(7, ((1,),), tmp_path) == Raised("TypeError", "a value of type int is not a function")


# ---------------------------------------------------------------- figures


def test_a_figure_is_told_as_plain_facts():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    fig, (left, right) = plt.subplots(1, 2)
    left.plot([1, 2, 3], [3.0, 2.0, 1.0], "--", label="loss")
    left.plot([4, 5])
    left.set(xlabel="epoch", ylabel="loss", title="Falling", yscale="log")
    left.legend()
    right.bar(["a", "b"], [3, 4])
    right.scatter([1, 2], [3, np.nan], label="dots")
    right.imshow(np.zeros((2, 2)))
    fig.suptitle("Both")
    facts = record("figure", fig)
    assert facts["suptitle"] == "Both"
    one, two = facts["axes"]
    assert (one["title"], one["xlabel"], one["ylabel"], one["xscale"], one["yscale"]) == (
        "Falling", "epoch", "loss", "linear", "log",
    )  # fmt: skip
    assert one["legend"] == ["loss"]
    assert [(line["label"], line["y"].tolist()) for line in one["lines"]] == [
        ("loss", [3, 2, 1]),
        ("", [4, 5]),
    ]
    assert two["bars"][0]["height"].tolist() == [3, 4]
    assert two["bars"][0]["x"].tolist() == [0, 1]
    assert two["points"][0]["label"] == "dots"
    assert math.isnan(two["points"][0]["y"][1])
    assert two["images"] == 1
    assert str(record("figure", plt)) == str(facts)
    plt.close(fig)
    assert str(record("figure", fig)) == str(facts)
    assert plt.get_fignums() == []
    assert record("figure", plt) == Raised("ValueError", "no figure is open")
    assert plt.get_fignums() == []


def test_what_is_no_figure_is_said_to_be_none():
    assert record("figure", 3) == Raised("TypeError", "a value of type int is not a figure")


# ---------------------------------------------------------------- in a real kernel


@pytest.fixture
def _ordinary_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kernels as at home: a warm one would take nothing of a test's environment."""
    factory = KernelProvisionerFactory.instance()
    monkeypatch.setattr(factory, "default_provisioner_name", "local-provisioner")


def run_in_kernel(cells: list[str], **environment: str) -> nbformat.NotebookNode:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in cells])
    client = nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3")
    with client.setup_kernel(env={**os.environ, "PYTHONPATH": str(recording.KERNEL), **environment}):
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
    return notebook


CELLS = [
    "import math\nimport numpy as np\nseed = np.random.get_state()[1].copy()",
    textwrap.dedent("""\
        import _record
        _record.value("array", lambda: np.array([1.5, np.nan]))
        _record.value("missing", lambda: nothing)
        _record.function("half", lambda: lambda x: x / 2)
    """),
]


@pytest.mark.usefixtures("_ordinary_kernels")
def test_in_a_kernel_records_travel_in_the_metadata_of_outputs_that_show_nothing(tmp_path):
    probes = tmp_path / "probes.json"
    probes.write_text(json.dumps({"half": [wire.encode((np.array([4]),))]}))
    notebook = run_in_kernel(CELLS, AUTOGRADER_RECORD="1", AUTOGRADER_PROBES=str(probes))
    nbformat.validate(notebook)
    outputs = notebook.cells[1].outputs
    assert [(output.output_type, dict(output.data)) for output in outputs] == [("display_data", {})] * 3
    sent = [json.loads(json.dumps(output.metadata["training_lab_record"])) for output in outputs]
    assert [record["name"] for record in sent] == ["array", "missing", "half"]
    np.testing.assert_array_equal(recording.decoded(sent[0]), [1.5, math.nan])
    assert recording.decoded(sent[1]) == Raised("NameError", "name 'nothing' is not defined")
    assert recording.decoded(sent[2])[0]["returned"].tolist() == [2.0]


@pytest.mark.usefixtures("_ordinary_kernels")
def test_in_a_kernel_away_from_grading_there_is_no_output():
    notebook = run_in_kernel(CELLS)
    assert notebook.cells[1].outputs == []
