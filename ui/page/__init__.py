"""The chat page: Gradio blocks built from components of our own."""
