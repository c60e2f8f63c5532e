"""The open passport service. List the folders and you read the life of a passport."""
