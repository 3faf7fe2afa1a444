"""One writer: every write of the sync floor goes through Database.write (BEGIN IMMEDIATE).

A deferred BEGIN beside a second connection failed about half of its inserts at once (design,
house.md). The source is read: SQL that writes runs on a name that `.write()` gave, or on one that
the caller passed on, and nobody passes on a connection that only reads.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
# where the connection itself is made, and the steps that run inside its first write
EXCEPT = {"database.py", "migrations.py"}
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "ALTER", "DROP", "VACUUM", "BEGIN IM")
_CALLS = {"execute", "executescript", "executemany"}
# methods of sqlite-utils that write by themselves, and begin nothing
_OWN = {"insert", "insert_all", "upsert", "upsert_all", "delete_where", "vacuum", "atomic"}


def faults_in(source: str) -> Iterator[str]:
    """Every write that does not stand inside a write transaction, as `line: what`; and a reader's
    connection that is passed on to a function of the same source which writes."""
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    writing = {one.name for one in functions if _given(one) and _writes_itself(one)}
    for node in functions:
        yield from _faults_of(node)
        yield from _passed_on(node, writing)


def _writes_itself(function: ast.FunctionDef) -> bool:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    return any(
        isinstance(call.func, ast.Attribute)
        and call.func.attr in _CALLS
        and bool(call.args)
        and _is_write(call.args[0])
        for call in calls
    )


def _passed_on(function: ast.FunctionDef, writing: set[str]) -> Iterator[str]:
    for block in ast.walk(function):
        if not isinstance(block, ast.With):
            continue
        readers: set[str] = set()
        for item in block.items:
            _bind(item, set(), readers)
        for call in ast.walk(block):
            if not isinstance(call, ast.Call):
                continue
            names = {one.id for one in call.args if isinstance(one, ast.Name)}
            if names & readers and ast.unparse(call.func).split(".")[-1] in writing:
                yield f"{call.lineno}: {ast.unparse(call)[:60]}"


def _given(function: ast.FunctionDef) -> set[str]:
    return {
        argument.arg
        for argument in [*function.args.args, *function.args.kwonlyargs]
        if argument.annotation is not None and "SqliteDatabase" in ast.unparse(argument.annotation)
    }


def _faults_of(function: ast.FunctionDef) -> Iterator[str]:
    yield from _walk(function.body, _given(function), set())


def _walk(body: list[ast.stmt], writers: set[str], readers: set[str]) -> Iterator[str]:
    for statement in body:
        mine, theirs = set(writers), set(readers)
        if isinstance(statement, ast.With):
            for item in statement.items:
                _bind(item, mine, theirs)
        nested = [
            block
            for name in ("body", "orelse", "finalbody", "handlers")
            for block in getattr(statement, name, [])
        ]
        if nested and not isinstance(statement, ast.FunctionDef):
            for block in nested:
                yield from _walk(
                    block.body if isinstance(block, ast.ExceptHandler) else [block], mine, theirs
                )
        elif not nested:
            yield from _calls(statement, mine, theirs)


def _bind(item: ast.withitem, writers: set[str], readers: set[str]) -> None:
    call, name = item.context_expr, item.optional_vars
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
        return
    if isinstance(name, ast.Name) and call.func.attr in ("write", "read"):
        (writers if call.func.attr == "write" else readers).add(name.id)
        (readers if call.func.attr == "write" else writers).discard(name.id)


def _calls(statement: ast.stmt, writers: set[str], readers: set[str]) -> Iterator[str]:
    for call in ast.walk(statement):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
            continue
        target = ast.unparse(call.func.value).split(".")[0]
        whole = ast.unparse(call.func.value)
        if call.func.attr in _CALLS and call.args and _is_write(call.args[0]):
            if whole not in writers:
                yield f"{call.lineno}: {ast.unparse(call)[:60]}"
        elif call.func.attr in _OWN and target in readers:
            yield f"{call.lineno}: {ast.unparse(call)[:60]}"


def _is_write(argument: ast.expr) -> bool:
    text = ast.unparse(argument).lstrip("f").lstrip("'\"").lstrip().upper()
    return text.startswith(_WRITES)


def _sources() -> list[Path]:
    return [path for path in sorted((ROOT / "sync").rglob("*.py")) if path.name not in EXCEPT]


def test_there_is_something_to_read() -> None:
    assert len(_sources()) > 20


@pytest.mark.parametrize("path", _sources(), ids=lambda path: path.stem)
def test_every_write_goes_through_the_one_writer(path: Path) -> None:
    assert list(faults_in(path.read_text("utf-8"))) == []


PLANTED = {
    "a connection of its own": "def f(self): self._db.execute('UPDATE a SET b = 1')",
    "a reader's connection": ("def f(x):\n with x.read() as db:\n  db.execute('DELETE FROM a')\n"),
    "after the block": (
        "def f(x):\n with x.write() as db:\n  pass\n db.execute('INSERT INTO a VALUES (1)')\n"
    ),
    "around the lock": "def f(x):\n with x.write() as db:\n  x.execute('UPDATE a SET b = 1')\n",
    "passed on": (
        "def g(db: SqliteDatabase): db.execute('DELETE FROM a')\n"
        "def f(x):\n with x.read() as db:\n  g(db)\n"
    ),
    "in a branch": "def f(x, y):\n if y:\n  x.execute(f'UPDATE {y} SET b = 1')\n",
    "in a handler": "def f(x):\n try:\n  pass\n except OSError:\n  x.execute('DELETE FROM a')\n",
    "many at once": "def f(x): x.conn.executemany('INSERT INTO a VALUES (?)', [])",
}


@pytest.mark.parametrize("source", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_write_beside_the_writer_is_found(source: str) -> None:
    assert len(list(faults_in(source))) == 1


def test_a_write_inside_is_left_alone() -> None:
    source = (
        "def f(x):\n with x.write() as db:\n  if x:\n   db.execute('UPDATE a SET b = 1')\n"
        "def g(db: SqliteDatabase): db.execute('DELETE FROM a')\n"
        "def h(x):\n with x.read() as db:\n  db.execute('SELECT 1')\n"
    )
    assert list(faults_in(source)) == []
