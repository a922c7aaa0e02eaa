"""Read news and build an RDF knowledge graph that keeps what is asserted apart from what is only said."""
