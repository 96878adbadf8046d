"""Whether the printed numbers of a published table can be true together.

A printed number stands for every number that rounds to it. A check fails only where no numbers inside the rounding agree; what
remains open (a one-sided test, another kind of interval) is no contradiction.
"""
