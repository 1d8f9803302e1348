"""What people use: the command line, the chat page and the HTTP service."""
