"""The office's money: bills at the desk, what is to be explained, the applicants' own, what goes back."""
