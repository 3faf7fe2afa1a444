"""Material pages and codes: what was photographed or loaded, judged and read."""
