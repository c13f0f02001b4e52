"""The stages of a map: settings, principal components, neighbours, affinities, forces, descent."""
