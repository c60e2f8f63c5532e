"""Money nobody can place: somebody of the centre takes it on, finds its owner, or sends it back."""
