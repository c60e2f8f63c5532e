"""Each gateway asked over the wire: the clients against the real sandbox process, and against answers gone wrong."""
