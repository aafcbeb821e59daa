"""The room of figures: typed cells become clean frames, are judged, and add up."""
