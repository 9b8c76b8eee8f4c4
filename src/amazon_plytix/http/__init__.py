"""What every API needs: transport, retry, rate budget, clock. Nothing here knows which API it is."""
