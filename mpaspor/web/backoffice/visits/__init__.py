"""The day at the office, page by page: who comes, whose turn it is, papers, interview, photo and fingers."""
