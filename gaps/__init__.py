"""What the numbers are: answers become counts, counts become estimates, estimates become an Analysis."""
