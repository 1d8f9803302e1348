"""Files of guidance to an index: documents, sections, chunks, vectors, generations."""
