"""Makes the experimental heads for other languages than English, over multilingual sentence embeddings."""
