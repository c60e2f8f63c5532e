"""What every floor stands on: clock, money, dates, references, encryption, drawing.

Knows no passports, no people and no pages; imports nothing of ours.
"""
