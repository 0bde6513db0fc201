"""Draws the house from its imports: rooms with line counts, floors, arrows between rooms, circles.

    python -m tools.rooms [FOLDER]    # a checkout, or the package in it; this checkout if not given

A room is what lies directly under the package: a folder, or a module of its own. An arrow goes from a room
to a room that it imports. A room's floor is one above the highest room that it imports; rooms of a circle
share one. Circles are looked for between modules, also inside a room.

An import is of one of three kinds, counted apart: *loading* (it runs when the module is imported), *inside
functions* (it runs when the function is called) and *typing only* (under ``if TYPE_CHECKING``; it never
runs). Imports by a name in a string (`importlib.import_module`) are not seen, nor that Python imports the
``__init__`` of a module's folders before the module.
"""

from __future__ import annotations

import ast
import contextlib
import statistics
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGE = "formcheck"


class Kind(IntEnum):
    """When an import runs, the earliest first."""

    LOADING = 0
    IN_FUNCTION = 1
    TYPING = 2


KIND_NAMES = {Kind.LOADING: "loading", Kind.IN_FUNCTION: "inside functions", Kind.TYPING: "typing only"}

Graph = dict[str, set[str]]
"""From each name to the names that it imports."""


@dataclass(frozen=True, slots=True)
class House:
    """A package, read from its files.

    Attributes:
        lines: module -> number of lines. Names leave the package out ("pose.track"); its own ``__init__`` is
            "__init__".
        imports: (from, to) between modules -> the earliest kind of the imports that make this arrow.
    """

    lines: Mapping[str, int]
    imports: Mapping[tuple[str, str], Kind]

    @property
    def rooms(self) -> dict[str, list[str]]:
        """Room -> its modules."""
        rooms: dict[str, list[str]] = {}
        for module in sorted(self.lines):
            rooms.setdefault(room_of(module), []).append(module)
        return rooms

    def modules(self, latest: Kind = Kind.TYPING) -> Graph:
        """Imports between modules, of all kinds up to `latest`."""
        graph: Graph = {module: set() for module in self.lines}
        for (start, to), kind in self.imports.items():
            if kind <= latest:
                graph[start].add(to)
        return graph

    def arrows(self, latest: Kind = Kind.TYPING) -> Graph:
        """Imports between rooms, of all kinds up to `latest`."""
        graph: Graph = {room: set() for room in self.rooms}
        for start, ends in self.modules(latest).items():
            graph[room_of(start)] |= {room_of(to) for to in ends} - {room_of(start)}
        return graph


def read_house(folder: Path = CHECKOUT, package: str = PACKAGE) -> House:
    """Read a checkout, or the package in it.

    Raises:
        FileNotFoundError: there is no package.
    """
    # A checkout may bear the package's name as well.
    root = folder / package if (folder / package / "__init__.py").is_file() else folder
    if root.name != package or not (root / "__init__.py").is_file():
        raise FileNotFoundError(f"no package {package} in {folder}")
    files = {_module_name(file.relative_to(root)): file for file in sorted(root.rglob("*.py"))}
    lines = {module: len(file.read_text("utf-8").splitlines()) for module, file in files.items()}
    imports: dict[tuple[str, str], Kind] = {}
    for module, file in files.items():
        at = _Place(package, module, file.name == "__init__.py", frozenset(files))
        for to, kind in _imported(ast.parse(file.read_text("utf-8")), at):
            if to != module:
                imports[module, to] = min(kind, imports.get((module, to), kind))
    return House(lines, imports)


def room_of(module: str) -> str:
    """The room that a module lies in."""
    return module.partition(".")[0]


def circles(graph: Graph) -> list[list[str]]:
    """Groups of names that import each other, directly or by way of others; the largest first."""
    found = [sorted(group) for group in _groups(graph) if len(group) > 1]
    return sorted(found, key=lambda group: (-len(group), group))


def floors(graph: Graph) -> list[list[str]]:
    """Names by floor, the lowest floor first."""
    height: dict[str, int] = {}
    for group in _groups(graph):  # each group comes after all that it imports
        below = [height[to] for name in group for to in graph[name] if to not in group]
        height |= dict.fromkeys(group, 1 + max(below, default=-1))
    top = 1 + max(height.values(), default=-1)
    return [sorted(name for name in graph if height[name] == level) for level in range(top)]


def _groups(graph: Graph) -> list[set[str]]:
    """Strongly connected components, each after those that it reaches (Tarjan)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    groups: list[set[str]] = []

    def visit(name: str) -> None:
        number[name] = lowest[name] = len(number)
        stack.append(name)
        for to in sorted(graph[name]):
            if to not in number:
                visit(to)
                lowest[name] = min(lowest[name], lowest[to])
            elif to in stack:
                lowest[name] = min(lowest[name], number[to])
        if lowest[name] == number[name]:
            cut = stack.index(name)
            groups.append(set(stack[cut:]))
            del stack[cut:]

    for name in sorted(graph):
        if name not in number:
            visit(name)
    return groups


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an import stands."""

    package: str
    module: str
    is_package: bool
    known: frozenset[str]

    def resolve(self, name: str) -> str | None:
        """The module of the package that a full name is in, or None when it is of another package."""
        parts = name.split(".")
        if parts[0] != self.package:
            return None
        for end in range(len(parts), 1, -1):
            if (module := ".".join(parts[1:end])) in self.known:
                return module
        return "__init__"

    def base(self, node: ast.ImportFrom) -> str:
        """Full name of what ``from ... import`` imports from."""
        if not node.level:
            return node.module or ""
        here = [self.package, *([] if self.module == "__init__" else self.module.split("."))]
        up = len(here) - node.level + (1 if self.is_package and self.module != "__init__" else 0)
        return ".".join([*here[: max(up, 1)], *filter(None, [node.module])])


def _imported(tree: ast.AST, at: _Place, kind: Kind = Kind.LOADING) -> Iterator[tuple[str, Kind]]:
    """Modules of the package that a piece of code imports, each with the kind of the import."""
    for node in ast.iter_child_nodes(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{at.base(node)}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.If) and _checks_types(node.test):
            for part in node.body:
                yield from _imported(ast.Module([part], []), at, Kind.TYPING)
            yield from _imported(ast.Module(node.orelse, []), at, kind)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _imported(node, at, max(kind, Kind.IN_FUNCTION))
        else:
            yield from _imported(node, at, kind)
        yield from ((to, kind) for name in names if (to := at.resolve(name)) is not None)


def _checks_types(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")
    return name == "TYPE_CHECKING"


def _module_name(file: Path) -> str:
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def drawing(house: House) -> Iterator[str]:
    """The lines that the command prints."""
    graph, rooms = house.arrows(), house.rooms
    storeys = floors(graph)
    for level, names in reversed(list(enumerate(storeys))):
        yield f"floor {level}"
        for name in names:
            modules = rooms[name]
            size = sum(house.lines[module] for module in modules)
            what = "module" if modules == [name] else f"{len(modules)} modules"
            below = ", ".join(sorted(graph[name])) or "nothing"
            yield f"  {name:12} {what:>10} {size:6} lines  -> {below}"
    yield ""
    loose = [name for name, modules in rooms.items() if modules == [name]]
    yield f"{len(rooms)} rooms ({len(loose)} of them single modules) on {len(storeys)} floors"
    arrows = sum(map(len, graph.values()))
    loading = sum(map(len, house.arrows(Kind.LOADING).values()))
    called = sum(map(len, house.arrows(Kind.IN_FUNCTION).values()))
    yield (
        f"{arrows} arrows between rooms: {loading} loading, {called - loading} only inside functions, "
        f"{arrows - called} typing only"
    )
    for kind in Kind:
        told = " and ".join(KIND_NAMES[k] for k in Kind if k <= kind)
        yield from _circle_lines(f"circles between modules, {told}", circles(house.modules(kind)))
    yield from _circle_lines("circles between rooms", circles(graph))
    lengths = sorted(house.lines.values())
    largest = max(house.lines, key=lambda module: house.lines[module])
    yield (
        f"{len(lengths)} modules, {sum(lengths)} lines; median {statistics.median(lengths):g}, "
        f"largest {house.lines[largest]} ({largest})"
    )


def _circle_lines(title: str, found: Iterable[list[str]]) -> Iterator[str]:
    groups = list(found)
    yield f"{title}: {len(groups)}"
    yield from (f"  {' - '.join(group)}" for group in groups)


def main() -> int:
    """Print the drawing; 1 when there is a circle between modules, 2 when there is no package."""
    try:
        house = read_house(Path(sys.argv[1]) if len(sys.argv) > 1 else CHECKOUT)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    with contextlib.suppress(BrokenPipeError):  # `| head` has read enough
        print("\n".join(drawing(house)), flush=True)
    return 1 if circles(house.modules()) else 0


if __name__ == "__main__":
    sys.exit(main())
