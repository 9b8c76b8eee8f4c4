"""What Plytix holds of the things a job needs: its schema, the listings' products, the canonical products.

An answer that could not be had is an error here, never "absent".
"""
