"""Curves of all lanes, for both kinds of race: the table of quantities, what each kind draws, and the widget.

A quantity is one row of ``quantities.QUANTITIES``.
"""
