"""The life of a passport, stage by stage."""
