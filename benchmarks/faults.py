"""Small faults that can stand in the place of a piece of code, for ``mutants.py``."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from typing import Any

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}


def places(tree: ast.AST) -> list[ast.AST]:
    """Returns the nodes in which a fault can be planted, in the order of the source."""
    return [node for node in _code(tree) if any(True for _ in faults(node))]


def faults(node: ast.AST) -> Iterator[ast.AST]:
    """Yields what can stand in the node's place, one fault each."""
    for kind, make in _FAULTS:
        if isinstance(node, kind):
            yield from make(node)


def _compare(node: ast.Compare) -> Iterator[ast.AST]:
    for position, operator in enumerate(node.ops):
        for other in _COMPARISONS[type(operator)]:
            yield with_fields(node, ops=[*node.ops[:position], other(), *node.ops[position + 1 :]])


def _arithmetic(node: ast.BinOp | ast.AugAssign) -> Iterator[ast.AST]:
    yield with_fields(node, op=_ARITHMETIC[type(node.op)]())


def _and_or(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield with_fields(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())


def _unsigned(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.Not | ast.USub):
        yield node.operand


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    match node.value:
        case bool():
            yield ast.Constant(not node.value)
        case int():
            yield ast.Constant(node.value + 1)
            yield ast.Constant(node.value - 1)
        case float():
            yield ast.Constant(node.value * 2 if node.value else 1.0)


def _turned(node: ast.If | ast.IfExp | ast.While) -> Iterator[ast.AST]:
    yield with_fields(node, test=ast.UnaryOp(ast.Not(), node.test))


def _argument_left_out(node: ast.Call) -> Iterator[ast.AST]:
    for position, keyword in enumerate(node.keywords):
        if keyword.arg not in (None, *_GUARDS):
            yield with_fields(node, keywords=node.keywords[:position] + node.keywords[position + 1 :])


def _none_returned(node: ast.Return) -> Iterator[ast.AST]:
    # None for False is the same to whoever asks; True for False is planted in the constant.
    nothing = isinstance(node.value, ast.Constant) and (node.value.value is None or node.value.value is False)
    if node.value is not None and not nothing:
        yield ast.Return(ast.Constant(None))


def _left_out(node: ast.stmt) -> Iterator[ast.AST]:
    match node:
        case ast.Raise(exc=ast.Name(id="NotImplementedError")):
            return  # the body of a method that every subclass has for itself: nobody gets there
        case ast.Expr(value=ast.Call()) | ast.Raise() | ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield ast.Pass()


_FAULTS: tuple[tuple[Any, Callable[[Any], Iterator[ast.AST]]], ...] = (
    (ast.Compare, _compare),
    (ast.BinOp | ast.AugAssign, _arithmetic),
    (ast.BoolOp, _and_or),
    (ast.UnaryOp, _unsigned),
    (ast.Constant, _constant),
    (ast.If | ast.IfExp | ast.While, _turned),
    (ast.Call, _argument_left_out),
    (ast.Return, _none_returned),
    (ast.stmt, _left_out),
)


_GUARDS = ("strict",)
"""Arguments that only guard against the program's own mistakes: of zip."""


def _code(tree: ast.AST) -> Iterator[ast.AST]:
    """Yields the nodes that run: no annotations, imports, formats of texts, nor what only a type checker reads."""
    for field, value in ast.iter_fields(tree):
        if field in ("annotation", "returns", "format_spec", "decorator_list"):
            continue
        if isinstance(tree, ast.keyword) and tree.arg in _GUARDS:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_for_types(child):
                yield child
                yield from _code(child)


def _is_for_types(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom():
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Call(func=ast.Name(id="cast" | "TypeVar")):
            return True
        case ast.Assign(value=ast.BinOp(op=ast.BitOr())):
            return True  # an alias of types
    return False


def with_fields(node: ast.AST, **fields: object) -> ast.AST:
    """Returns a copy of the node with other fields."""
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed
