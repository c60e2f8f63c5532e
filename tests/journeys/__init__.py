"""The whole, seen as people see it: real browsers against a service that really runs, its mailbox, bank and registers.

Every page anybody comes to on the way is looked at: axe finds nothing, and nothing sticks out sideways.
"""
