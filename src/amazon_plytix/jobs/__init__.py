"""One page a job, and what runs any of them."""
