"""Stage 1 for the applicant: my files, the questions, the papers, the family, the last look before a place."""
