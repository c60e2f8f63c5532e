"""The banks that call by the national standard: who may, by which keys, from where; and every call they made."""
