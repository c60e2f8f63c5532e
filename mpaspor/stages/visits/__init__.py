"""Stage 4, the day at the office.

The queue follows the booked hour; an officer types nothing twice; what was looked at in the original, said at the
interview and taken at the camera is kept with who did it.
"""
