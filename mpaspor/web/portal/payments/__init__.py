"""Stage 3 for the applicant: what it costs and when it is not given back; then the code, and asking about the money."""
