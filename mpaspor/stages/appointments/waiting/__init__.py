"""The waiting list: who waits for a place given back, and is asked before anybody else may have it.

A file waits once. It is asked in an order nobody can buy: for the places of a draw in the drawn order, for all others
in the order of joining. A family is asked only when one hour has room for all of it. An offer is a place that is held
already, for a time of its own; let go too often, the file leaves the list.
"""
