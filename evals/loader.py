"""Reads case files; every mistake is reported with its file and line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from evals.cases import Case, Split
from evals.mistakes import impossible_values, schema_message, yaml_mistake
from evals.schema import CaseFileModel, CaseModel
from ingest.errors import InputError

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A mistake in a case file."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


def load_cases(paths: Sequence[Path] = ()) -> list[Case]:
    """The cases of the files and folders `paths` (default: those shipped); raises InputError naming every mistake."""
    cases, problems = read_cases(paths)
    if problems:
        listed = "\n".join(str(problem) for problem in problems[:20])
        raise InputError(f"The case files have mistakes:\n{listed}\n", "Correct the lines named (docs/evals.md).")
    return cases


def read_cases(paths: Sequence[Path] = ()) -> tuple[list[Case], list[Problem]]:
    """The cases that can be read and the mistakes in the others."""
    cases: list[Case] = []
    problems: list[Problem] = []
    for path in _files(paths or (CASES,)):
        found, wrong = _read_jsonl(path) if path.suffix == ".jsonl" else _read_yaml(path)
        cases += found
        problems += wrong
    return cases, problems


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix in (".yaml", ".yml", ".jsonl"))
        elif path.is_file():
            yield path
        else:
            raise InputError(f"There is no case file {path}.", "Name a YAML or JSONL file or a folder of them.")


def _read_yaml(path: Path) -> tuple[list[Case], list[Problem]]:
    name = str(path)
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        return [], [Problem(name, 1, f"not UTF-8 ({error.reason})")]
    except yaml.YAMLError as error:
        return [], [Problem(name, *yaml_mistake(error))]
    if root is None:
        return [], [Problem(name, 1, "the file is empty")]
    wrong = [Problem(name, line, f"the key {key!r} is given twice") for line, key in _repeated_keys(root)]
    wrong += [Problem(name, line, message) for line, message in impossible_values(root)]
    if wrong:
        return [], sorted(wrong)
    try:
        file = CaseFileModel.model_validate(yaml.safe_load(text))
    except ValidationError as error:
        return [], _problems(error, name, root)
    nodes = _child(root, "cases")
    lines = [item.start_mark.line + 1 for item in nodes.value] if isinstance(nodes, yaml.SequenceNode) else []
    mixed = [
        Problem(name, line, f"{model.id}: topic and split are given once, at the top of a YAML file")
        for model, line in zip(file.cases, lines, strict=True)
        if model.topic or model.split
    ]
    cases = [m.build(file.topic, file.split, name, line) for m, line in zip(file.cases, lines, strict=True)]
    return ([], mixed) if mixed else (cases, [])


def _read_jsonl(path: Path) -> tuple[list[Case], list[Problem]]:
    cases: list[Case] = []
    problems: list[Problem] = []
    name = str(path)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        return [], [Problem(name, 1, f"not UTF-8 ({error.reason})")]
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            model = CaseModel.model_validate(json.loads(line))
        except json.JSONDecodeError as error:
            problems.append(Problem(name, number, f"not JSON: {error.msg} at column {error.colno}"))
        except ValidationError as error:
            problems += [Problem(name, number, schema_message(e)) for e in error.errors()]
        else:
            cases.append(model.build(model.topic or path.stem, model.split or Split.DEV, name, number))
    return cases, problems


def _problems(error: ValidationError, name: str, root: yaml.Node) -> list[Problem]:
    return sorted({Problem(name, _line(root, e["loc"]), schema_message(e)) for e in error.errors()})


def _line(node: yaml.Node, location: tuple[int | str, ...]) -> int:
    """The line of the deepest written node on the way of a pydantic location (which also names union members)."""
    line = node.start_mark.line
    for part in location:
        child = _child(node, part)
        if child is None:
            continue
        key = _key(node, part)
        node, line = child, (key or child).start_mark.line
    return line + 1


def _child(node: yaml.Node, part: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        child: yaml.Node = node.value[part]
        return child
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    return None


def _key(node: yaml.Node, part: int | str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((key for key, _ in node.value if key.value == part), None)


def _repeated_keys(node: yaml.Node) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.start_mark.line + 1, key.value
            seen.add(key.value)
            yield from _repeated_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(item)
