"""A town of people, made by the same acts as real ones; and the replay of real figures."""
