"""The pages by what they are about; each handler gives a ``Page`` and runs in a thread of the server."""
