"""What the house can bear, measured on processes and databases of its own; the figures of docs/benchmarks.md.

`mpaspor bench NAME [--json] [--write docs/benchmarks.md]`; `mpaspor bench --help` names them. Each bench counts in SQL
and at the sockets, says what was too much, and ends with 1 then. Figures are of one machine and one minute: read the
ratios of a run before its digits.

crowd, places: rows for a crowd, and what came of them · wire, door, server: visitors, the door they come to, its server
house, soundness: all processes, and whether anything is wrong · pgbench: PostgreSQL alone, one place a transaction
"""
