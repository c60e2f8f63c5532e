"""The rules of the house itself. Each has a test that shows it can be broken."""
