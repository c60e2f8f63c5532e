"""The centre: releases of many offices, draws with their witnesses, and signals.

Nobody here sits at an office, and no page shows a person's file: the centre sees places, counts and references.
"""
