"""What Amazon's own words mean: ASINs and marketplaces."""
