"""The life of a passport, in order. Each stage knows those before it, never those after."""
