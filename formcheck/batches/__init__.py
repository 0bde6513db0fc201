"""Many videos at once: found, scored in processes of their own, gone on with, summed up."""
