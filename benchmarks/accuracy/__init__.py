"""How right the product is, against the exact truth of the synthetic clips and labelled real pictures."""
