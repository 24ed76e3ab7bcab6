"""Slips of the pen: two figures that differ by one digit."""

from __future__ import annotations


def is_slip(one: object, other: object) -> bool:
    """Tell whether two figures differ by one digit changed, left out or swapped with the next.

    >>> is_slip(23933, 23393), is_slip(23933, 2393), is_slip(23933, 11200)
    (True, True, False)
    """
    left, right = str(one), str(other)
    if min(len(left), len(right)) < 3 or left == right:
        return False
    if len(left) == len(right):
        unlike = [order for order in range(len(left)) if left[order] != right[order]]
        swapped = len(unlike) == 2 and unlike[1] == unlike[0] + 1
        return len(unlike) == 1 or (
            swapped and left[unlike[0]] == right[unlike[1]] and left[unlike[1]] == right[unlike[0]]
        )
    short, long = sorted((left, right), key=len)
    return len(long) == len(short) + 1 and any(
        long[:order] + long[order + 1 :] == short for order in range(len(long))
    )
