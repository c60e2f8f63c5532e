"""The book: printed, looked at, handed over; and the blanks it is made of, each accounted for."""
