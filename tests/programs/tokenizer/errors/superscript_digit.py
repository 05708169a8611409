x = y²
