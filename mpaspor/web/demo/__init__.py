"""Only in a demo: who can sign in, the mailbox their codes arrive in, a bank to pay at, and every part of the look."""
